"""Who tells people of CléA: employers, OPCOs, regions, France Travail, careers advisers."""
