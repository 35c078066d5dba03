"""The names of the files in a backup."""

MANIFEST, PROJECT, USERS, TASKS = "manifest.json", "project.json", "users.json", "tasks.jsonl"
PLAN, MIRROR, PSEUDONYMS = "plan.sqlite", "mirror.sqlite", "pseudonyms.json"
FORGOTTEN = "forgotten.json"
SETTINGS, ONTOLOGY = "annotate.yaml", "ontology.yaml"
