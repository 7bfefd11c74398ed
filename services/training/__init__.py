"""The training plan, its timetable and the trainer’s checks."""
