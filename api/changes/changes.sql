-- What has changed between two places of the log, as references; what has of cases stands with what a reader sees of them
-- (api/auth/scoped.sql).

-- name: of_results
-- The events of the kinds $3 after the place $1, up to the place $2, each with the subjects of its case.
SELECT s.log_index, array_agg(DISTINCT r.subject_id) AS subjects
FROM sequenced s
JOIN event e USING (stream_id, version)
JOIN read_model.result_application_v2 r ON r.case_id = s.stream_id
WHERE s.log_index > $1 AND s.log_index <= $2 AND e.type = ANY ($3::text[])
GROUP BY s.log_index ORDER BY s.log_index
