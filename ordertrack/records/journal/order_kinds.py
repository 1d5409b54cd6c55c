"""What people write about orders: edits, complaints, time limits of stages. Imports kind, model."""

from __future__ import annotations

from ordertrack.model import STAGES, STATUSES
from ordertrack.model.laid import COMPLAINT_COLUMNS, ORDER_COLUMNS
from ordertrack.records.journal.fields import Field
from ordertrack.records.journal.kind import Kind
from ordertrack.words import Label

ORDER_EDIT = Kind(
    name="order_edit",
    label=Label("order edit", "订单修改"),
    table_name="order_edits",
    key=(Field("order_no", Label("Order no.", "订单号"), required=True),),
    fields=tuple(
        Field(name, column.label, "laid", codes=STATUSES if name == "status" else {})
        for name, column in ORDER_COLUMNS.items()
    ),
)
COMPLAINT_EDIT = Kind(
    name="complaint_edit",
    label=Label("complaint", "投诉与反馈"),
    table_name="complaint_edits",
    key=(Field("complaint_id", Label("Complaint no.", "投诉编号"), required=True),),
    fields=tuple(Field(name, column.label, "laid") for name, column in COMPLAINT_COLUMNS.items()),
)
CLOCKS = {
    "working": Label("working days", "工作日"),
    "calendar": Label("calendar days", "自然日"),
}
STAGE = Field(
    "stage",
    Label("Stage", "节点"),
    "code",
    required=True,
    codes={name: label for name, label in STAGES.items() if name != "placed"},
)
STAGE_LIMIT = Kind(
    name="stage_limit",
    label=Label("time limit of a stage", "节点时限"),
    table_name="stage_limits",
    key=(
        Field("product_line", Label("Product line", "产品线")),  # empty: every other one
        STAGE,
        Field("from_day", Label("In force from", "生效日期"), "day", required=True),
    ),
    fields=(
        Field("days", Label("Days allowed", "允许天数"), "count", required=True),
        Field("clock", Label("Counted in", "计算方式"), "code", required=True, codes=CLOCKS),
    ),
)
STAGE_DUE = Kind(
    name="stage_due",
    label=Label("time limit on an order", "订单节点期限"),
    table_name="stage_dues",
    key=(Field("order_no", Label("Order no.", "订单号"), required=True), STAGE),
    fields=(Field("due", Label("Due", "期限"), "day", required=True),),
)
