"""Targets that people typed, laid over the imported ones, as SQL. Imports nothing of ours.

`EFFECTIVE_TARGETS` stands where the fact table of targets reads `targets`. It needs a table
`typed_targets` beside those of the release, which is empty (`NOTHING_TYPED`) until a reader brings
what is in the journal: period, level, who (null for the company), measure, value, changed_position.
So whatever asks for targets finds the typed ones among them, and the viewer's access is laid over
both alike.
"""

from __future__ import annotations

from string import Template

# A person or product may be typed by id or by name; a name that only one has becomes the id.
_BY_NAME = Template("""
LEFT JOIN (
    SELECT name, MIN($id) AS id FROM $table
    WHERE name IS NOT NULL GROUP BY name HAVING COUNT(DISTINCT $id) = 1
) AS $alias ON t.level = '$level' AND $alias.name = t.who
""")
# The whole company is one, whatever a file calls it; several named rows of it are one target,
# unless there is one without a name: imports write it so.
_WHO = "CASE g.level WHEN 'company' THEN NULL ELSE g.who END"
_IMPORTED = f"""
SELECT g.period, g.level, g.measure, {_WHO} AS who,
       CAST(COALESCE(MAX(CASE WHEN g.who IS NULL THEN g.value END), SUM(g.value))
            AS DECIMAL(18,4)) AS value
FROM targets AS g
GROUP BY g.period, g.level, g.measure, {_WHO}
"""
_SAME = (
    "g.period = t.period AND g.level = t.level AND g.measure = t.measure "
    "AND COALESCE(g.who, '') = COALESCE(t.who, '')"
)
_BY_ID = f"""
SELECT t.period, t.level, t.measure, t.value, t.changed_position,
       COALESCE(p.sales_rep, pn.id, d.product, dn.id, t.who) AS who
FROM typed_targets AS t
LEFT JOIN people AS p ON t.level = 'person' AND p.sales_rep = t.who
LEFT JOIN products AS d ON t.level = 'product' AND d.product = t.who
{_BY_NAME.substitute(id="sales_rep", table="people", alias="pn", level="person")}
{_BY_NAME.substitute(id="product", table="products", alias="dn", level="product")}
"""
# Of two typed names of one person the later one counts.
_TYPED = f"""
SELECT s.period, s.level, s.who, s.measure, s.value
FROM (
    SELECT b.period, b.level, b.who, b.measure, b.value, ROW_NUMBER() OVER (
        PARTITION BY b.period, b.level, b.who, b.measure ORDER BY b.changed_position DESC
    ) AS place
    FROM ({_BY_ID}) AS b
) AS s
WHERE s.place = 1
"""
COLUMNS = {
    "period": "VARCHAR",
    "level": "VARCHAR",
    "who": "VARCHAR",
    "measure": "VARCHAR",
    "value": "DECIMAL(18,4)",
    "changed_position": "BIGINT",
}
_NULLS = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in COLUMNS.items())
NOTHING_TYPED = f"SELECT {_NULLS} WHERE FALSE"
EFFECTIVE_TARGETS = f"""
SELECT g.period, g.level, g.who, g.measure, g.value,
       'imported' AS origin, CAST(NULL AS DECIMAL(18,4)) AS replaced
FROM ({_IMPORTED}) AS g
WHERE NOT EXISTS (SELECT 1 FROM ({_TYPED}) AS t WHERE {_SAME})
UNION ALL
SELECT t.period, t.level, t.who, t.measure, CAST(t.value AS DECIMAL(18,4)), 'typed',
       CAST(g.value AS DECIMAL(18,4))
FROM ({_TYPED}) AS t
LEFT JOIN ({_IMPORTED}) AS g ON {_SAME}
"""
