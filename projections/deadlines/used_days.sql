-- name: used_days
-- How many working days a term that began on `starts_on` had run by a day, without those of its `pauses`: as
-- `used_working_days` counts (domain/terms/deadlines.py). {ordinals} are those of working days, ascending.
greatest(0, width_bucket({until} - DATE '0001-01-01' + 1, {ordinals}::int[])
            - width_bucket(starts_on - DATE '0001-01-01' + 1, {ordinals})
            - coalesce(CASE WHEN pauses <> '[]' THEN (
                SELECT sum(width_bucket(least((pause ->> 'until')::date, {until}) - DATE '0001-01-01' + 1, {ordinals})
                           - width_bucket((pause ->> 'since')::date - DATE '0001-01-01' + 1, {ordinals}))
                FROM jsonb_array_elements(pauses) AS pause WHERE (pause ->> 'since')::date < {until}) END, 0))::int
