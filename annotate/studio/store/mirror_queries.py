"""The mirror's longer SQL queries."""

from __future__ import annotations

import json

from annotate.studio.store.forgotten_content import MARK, PLACEHOLDER

# The annotations and drafts on each task that is still on the server. SQLite counts the regions without
# parsing them, which is fast. Each annotation or draft is a row. A task without annotations and drafts is a
# row with `kind` None. The rows of a task follow each other. `account` is the annotator's id or name.
# `regions` is NULL if the result is no list: such a result does not say that there is nothing to label.
WORK = (
    "SELECT tasks.row, article_id IS NOT NULL AS ours, data IS NOT NULL AS pulled,"  # noqa: S608  # our own
    f" data = '{json.dumps(PLACEHOLDER)}' AS forgotten,"
    f" coalesce(instr(body, '\"{MARK}\"'), 0) > 0 AS left_out,"
    " instr(data, '\"replaced_by\"') > 0 AND json_type(data, '$.replaced_by') IS NOT NULL"
    " AS replaced, kind, json_extract(body, '$.was_cancelled') AS skipped,"
    " CASE json_type(body, '$.result') WHEN 'array' THEN json_array_length(body, '$.result') END AS regions,"
    " coalesce(json_extract(body, '$.completed_by.id'), json_extract(body, '$.completed_by'),"
    " json_extract(body, '$.user.id'), json_extract(body, '$.user')) AS account,"
    " json_extract(body, '$.created_at') AS created_at, annotation_id,"
    " json_extract(body, '$.import_id') AS import_id,"
    " json_extract(body, '$.lead_time') AS lead_time"
    " FROM tasks LEFT JOIN annotations AS latest ON latest.row = tasks.row AND latest.gone = 0"
    " AND NOT EXISTS (SELECT 1 FROM annotations AS later WHERE later.row = latest.row AND"
    " later.kind = latest.kind AND later.annotation_id = latest.annotation_id"
    " AND later.version > latest.version)"
    " WHERE tasks.gone = 0 ORDER BY tasks.row"
)

# The predictions that annotations began with. Only annotations and tasks that are still on the server count.
PARENTS = (
    "SELECT DISTINCT json_extract(body, '$.parent_prediction') AS prediction, task_id"
    " FROM annotations JOIN tasks USING (row)"
    " WHERE kind = 'annotation' AND annotations.gone = 0 AND tasks.gone = 0"
    " AND json_type(body, '$.parent_prediction') = 'integer'"
)

# The ids in the backup of the annotations that a restore made.
IMPORTED = (
    "SELECT DISTINCT json_extract(body, '$.import_id') AS import_id, task_id"
    " FROM annotations JOIN tasks USING (row)"
    " WHERE kind = 'annotation' AND annotations.gone = 0 AND tasks.gone = 0"
    " AND json_type(body, '$.import_id') = 'integer'"
)

# The numbers of submitted and skipped annotations of each task that is still on the server. Bodies are stored
# with sorted keys, so SQLite parses only the few that look skipped.
COUNTS = (
    "SELECT tasks.task_id, tasks.updated_at, data IS NOT NULL AS pulled, COUNT(latest.row) AS annotations,"
    " COALESCE(SUM(instr(body, '\"was_cancelled\": true') > 0"
    " AND json_extract(body, '$.was_cancelled') = 1), 0) AS skipped"
    " FROM tasks LEFT JOIN annotations AS latest ON latest.row = tasks.row AND latest.gone = 0"
    " AND latest.kind = 'annotation' AND NOT EXISTS (SELECT 1 FROM annotations AS later"
    " WHERE later.row = latest.row AND later.kind = latest.kind"
    " AND later.annotation_id = latest.annotation_id AND later.version > latest.version)"
    " WHERE tasks.gone = 0{where} GROUP BY tasks.row ORDER BY tasks.task_id"
)

# What was deleted on the server, and no pull has reported yet.
LATEST_ANNOTATIONS = (
    "SELECT body, gone, MAX(version) FROM annotations WHERE row = ? AND kind = 'annotation'"
    " GROUP BY annotation_id ORDER BY annotation_id"
)
NEWLY_GONE = (
    "SELECT tasks.row AS row, task_id, task_key, article_id, tasks.gone AS task_gone, kind, body"
    " FROM annotations AS latest JOIN tasks USING (row) WHERE latest.gone = 2"
    " AND NOT EXISTS (SELECT 1 FROM annotations AS later WHERE later.row = latest.row AND"
    " later.kind = latest.kind AND later.annotation_id = latest.annotation_id"
    " AND later.version > latest.version) ORDER BY tasks.row, annotation_id"
)
