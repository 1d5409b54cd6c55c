"""The demo company's people and customers: one row each. Imports `company` and `seasons`."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from ordertrack.demo import company, names, seasons

NEW_SHARE = 0.46  # of the customers first buy within the data
STAR_SHARE = 0.75  # of her team's new customers come through the star
SILENT_DAYS = 122
DUPLICATES = 6  # customers that were entered twice, merged by `same_as`


def people(today: date) -> pl.DataFrame:
    """Salespeople: sales_rep, team, manager, active_from, active_to."""
    start = seasons.first_day(today, company.MONTHS)
    leads = {person.team: person.name for person in reversed(company.PEOPLE)}
    rows = [
        {
            "sales_rep": person.name,
            "team": person.team,
            "manager": None if leads[person.team] == person.name else leads[person.team],
            "active_from": seasons.month_start(start, person.joined) + timedelta(days=index % 9),
            "active_to": None
            if person.left is None
            else seasons.month_start(start, person.left) + timedelta(days=14),
        }
        for index, person in enumerate(company.PEOPLE)
    ]
    return pl.DataFrame(rows, schema_overrides={"active_to": pl.Date})


def customers(today: date, seed: int) -> pl.DataFrame:
    """Customers with what the master file tells and what drives their orders.

    `weight` is how often one orders, `size` how much, `active_from` … `active_to` when.
    """
    frame = _drawn(today, seed).with_row_index("customer")
    frame = with_owners(frame, today, seed)
    frame = with_contracts(frame, today, seed)
    return with_silent_one(frame, today).pipe(with_duplicates)


def _drawn(today: date, seed: int) -> pl.DataFrame:
    """Team, region, industry, channel, weight and the days on which they buy."""
    rng, count = seasons.dice(seed, "customers"), company.CUSTOMERS
    team = rng.choice(len(company.TEAMS), count, p=[team.share for team in company.TEAMS])
    channel = rng.choice(len(company.CHANNELS), count, p=[c.share for c in company.CHANNELS])
    rank = rng.permutation(count)
    size = np.exp(rng.normal(0, 0.3, count)) * np.where(rank < count // 12, 1.8, 1.0)
    size *= np.array([c.size for c in company.CHANNELS])[channel]
    is_new = rng.random(count) < np.where(rank < count // 10, 0.18, NEW_SHARE)
    region = [_region(company.TEAMS[k], rng.random()) for k in team]
    industry = rng.choice(len(company.INDUSTRIES), count, p=company.INDUSTRY_SHARES)
    return pl.DataFrame(
        {
            "customer_id": [f"C{number:05d}" for number in rng.permutation(count) + 10_001],
            "name": names.companies(region, industry, seasons.dice(seed, "names")),
            "industry": np.array(company.INDUSTRIES)[industry],
            "team": [company.TEAMS[k].name for k in team],
            "region": region,
            "channel": [company.CHANNELS[k].name for k in channel],
            "rank": rank,
            "weight": (1 + rank / 25) ** -1.35,
            "size": size,
            "terms": rng.choice([30, 45, 60], count, p=[0.6, 0.25, 0.15]),
            "is_new": is_new,
            **_active(today, is_new, rank, rng),
        }
    )


def _region(team: company.Team, chance: float) -> str:
    """The region of a team in which the chance falls."""
    shares = np.cumsum([share for _, share in team.regions])
    return team.regions[int(np.searchsorted(shares, chance * shares[-1]))][0]


def _active(
    today: date, is_new: np.ndarray, rank: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """First order ever, and the days between which they order in the data; the small leave soon."""
    days = seasons.every_day(seasons.first_day(today, company.MONTHS), today)
    count, busy = len(is_new), np.cumsum(seasons.order_weights(days))
    acquired = days[np.searchsorted(busy, rng.random(count) * busy[-1])]
    long_ago = days[0] - rng.integers(20, 2_400, count).astype("timedelta64[D]")
    starts = np.where(is_new, acquired, days[0])
    faithful = np.where(rank < count // 3, 4_000, 700)
    stays = (rng.exponential(faithful) + 40).astype("timedelta64[D]")
    return {
        "first_order_date": np.where(is_new, acquired, long_ago),
        "active_from": starts,
        "active_to": np.minimum(starts + stays, days[-1]),
    }


def with_owners(frame: pl.DataFrame, today: date, seed: int) -> pl.DataFrame:
    """Give each customer an owner, and a colleague who covers when the owner is not there."""
    rng, staff = seasons.dice(seed, "owners"), people(today)
    start = seasons.first_day(today, company.MONTHS)
    by_team = {team: group for (team,), group in staff.group_by("team", maintain_order=True)}
    owners, covers = [], []
    for row in frame.iter_rows(named=True):
        team = by_team[row["team"]]
        steady = team.filter(pl.col("active_from") < start, pl.col("active_to").is_null())
        candidates = _candidates(team, row, rng)
        owners.append(candidates[rng.integers(len(candidates))])
        others = [name for name in steady["sales_rep"] if name != company.STAR_REP]
        covers.append(others[rng.integers(len(others))])
    return frame.with_columns(owner=pl.Series(owners), cover=pl.Series(covers))


def _candidates(team: pl.DataFrame, row: dict, rng: np.random.Generator) -> list[str]:
    """Who of the team may own this customer: with new ones the star is ahead of everybody."""
    everybody = team["sales_rep"].to_list()
    if not row["is_new"]:
        return everybody
    if company.STAR_REP in everybody and rng.random() < STAR_SHARE:
        return [company.STAR_REP]
    day = row["active_from"]
    gone = pl.col("active_to").is_not_null() & (pl.col("active_to") <= day)
    return team.filter(pl.col("active_from") <= day, ~gone)["sales_rep"].to_list()


def with_contracts(frame: pl.DataFrame, today: date, seed: int) -> pl.DataFrame:
    """Larger customers have a yearly contract with its end and what they mean to do then."""
    rng, count = seasons.dice(seed, "contracts"), frame.height
    ends = np.datetime64(today) + rng.integers(-25, 340, count).astype("timedelta64[D]")
    intent = rng.choice(["高", "中", "低"], count, p=[0.5, 0.35, 0.15])
    has_one = pl.col("rank") < count * 0.3
    return frame.with_columns(
        contract_end=pl.when(has_one).then(pl.Series(ends).cast(pl.Date)),
        renewal_intent=pl.when(has_one & (pl.Series(rng.random(count)) < 0.8)).then(
            pl.Series(intent)
        ),
    )


def with_silent_one(frame: pl.DataFrame, today: date) -> pl.DataFrame:
    """Let one of the largest buy nothing any more, just before its contract ends."""
    known = pl.col("team") == "华东二部", ~pl.col("is_new")
    silent = pl.col("customer") == frame.filter(known).sort("rank")["customer"][0]

    def fixed(value: object, column: str) -> pl.Expr:
        return pl.when(silent).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)

    return frame.with_columns(
        fixed(company.SILENT_CUSTOMER, "name"),
        fixed(today - timedelta(days=SILENT_DAYS), "active_to"),
        fixed(today + timedelta(days=24), "contract_end"),
        fixed("低", "renewal_intent"),
        fixed(0.4, "weight"),
        fixed(2.2, "size"),
    )


def with_duplicates(frame: pl.DataFrame) -> pl.DataFrame:
    """Make a few small old customers second entries of larger ones."""
    old = frame.filter(~pl.col("is_new"), pl.col("team") == "华北部").sort("rank")
    mains, seconds = old.head(40).tail(DUPLICATES), old.tail(DUPLICATES)
    pairs = pl.DataFrame(
        {
            "customer": seconds["customer"],
            "same_as": mains["customer_id"],
            "second_name": mains["name"].str.replace("有限公司", "") + "（旧编号）",
            "main_industry": mains["industry"],
        }
    )
    joined = frame.join(pairs, on="customer", how="left", maintain_order="left")
    return joined.with_columns(
        name=pl.coalesce("second_name", "name"), industry=pl.coalesce("main_industry", "industry")
    ).drop("second_name", "main_industry")
