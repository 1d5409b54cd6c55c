"""What dates the stages of an order, and who answers for each. Imports nothing."""

from __future__ import annotations

from collections.abc import Mapping

# stage → (the fact that dates it, the fact that names who answers for it)
DATED_BY: Mapping[str, tuple[str, str]] = {
    "placed": ("ordered_at", "sales_rep_name"),
    "in_production": ("production_started_at", "production_owner"),
    "shipped": ("shipped_at", "logistics_owner"),
    "awaiting_acceptance": ("delivered_at", "logistics_owner"),
    "completed": ("finished_at", "sales_rep_name"),
    "paid": ("paid_at", "sales_rep_name"),
}
# What a side state says about the way that lies behind.
AT_LEAST = {"partly_delivered": "shipped"}
