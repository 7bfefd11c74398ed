"""x"""
from pathlib import Path
DATA = Path(__file__).with_name("communes.tsv.gz")
