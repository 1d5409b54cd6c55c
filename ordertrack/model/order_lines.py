"""The lines of an order: product, quantity, amount, promise, delivery. Imports columns, orders."""

from __future__ import annotations

from ordertrack.model.columns import Column, Table, spellings
from ordertrack.model.orders import ORDERS
from ordertrack.words import Label

ORDER_LINES = Table(
    name="order_lines",
    label=Label("Order lines", "订单明细"),
    grain=Label("one row per order line", "每条订单明细一行"),
    key=("order_no", "line_no"),
    synonyms=("order lines", "order details", "order items", "订单明细", "销售明细"),
    columns=(
        Column(
            "order_no",
            "id",
            Label("Order no.", "订单号"),
            required=True,
            example="SO202406001",
            synonyms=ORDERS.column("order_no").synonyms,
        ),
        Column(
            "line_no",
            "id",
            Label("Line", "行号"),
            required=True,
            example="1",
            synonyms=spellings("""
                行号, 订单行, 订单行号, 序号, 明细行号, 分录, line no, line number, line, lineno,
                order item id, order line, item no, sales order line number, salesorderlinenumber,
                row id, sales document item, 销售凭证项目, 子订单编号, posnr
            """),
            hints=("item",),
            note=Label(
                "Numbered in the file's order where an export has none; lines of a known order keep"
                " their numbers.",
                "导出中没有行号时，按文件中的先后编号；已有订单的明细保留原行号。",
            ),
        ),
        Column(
            "product",
            "id",
            Label("Product", "产品/服务"),
            required=True,
            example="软件",
            synonyms=spellings("""
                产品/服务, 产品, 产品id, 产品编号, 产品编码, 物料编码, 存货编码, 商品编码, 货品,
                商品id, sku, material, material number, 物料, product, product id, productid,
                product key, productkey, product code, item, item id, item code, stock code,
                stockcode, lineitem sku, 品号, 料号, 货号, order lines product internal reference,
                货品编号, item number, seller sku, matnr,
                inventory item code, product/service
            """),
        ),
        Column(
            "product_name",
            "text",
            Label("Product name", "产品名称"),
            synonyms=spellings("""
                产品名称, 商品名称, 物料名称, 存货名称, 货品名称, 宝贝标题, 商品, product name,
                productname, item name, lineitem name, description, product description, 品名,
                品名规格, order lines product name, order lines product, 选购商品, 商品全名, arktx,
                item title, 货品标题, 标题
            """),
        ),
        Column(
            "product_line",
            "text",
            Label("Product line", "产品线"),
            example="软件",
            synonyms=spellings("""
                产品线, 类别, 产品类别, 产品分类, 商品类别, 物料分组, 存货分类, 品类, product line,
                category, product category, product category name, category name, category id,
                product family
            """),
            hints=("子类别", "sub category", "subcategory", "品牌", "brand", "segment"),
        ),
        Column(
            "quantity",
            "qty",
            Label("Quantity", "数量"),
            example="1",
            synonyms=spellings("""
                数量, 订单数量, 销售数量, 订购数量, 下单数量, 件数, quantity, qty, order quantity,
                orderquantity, ordered quantity, units, lineitem quantity, 宝贝总数量, 订货数量,
                quantity ordered, order lines quantity, 商品数量, 货品数量, 计价数量, qty ordered,
                product uom qty, kwmeng,
                order qty, 购买数量, quantity purchased
            """),
        ),
        Column(
            "unit_price",
            "money",
            Label("Unit price", "单价"),
            example="50000",
            synonyms=spellings("""
                单价, 销售单价, 含税单价, 商品单价, 产品单价, 成交单价, 售价, 销售价, 成交价,
                商品价格, unit price, unitprice, price, lineitem price, item price, selling price,
                price per unit, price each, order lines unit price, 京东价, 折后单价, 商品活动价格,
                price unit, deal price,
                unit amount, sales price, 价格
            """),
            hints=spellings("""
                item cost, sold for, sku unit original price
            """),
        ),
        Column(
            "discount",
            "share",
            Label("Discount", "折扣"),
            only_input=True,
            synonyms=spellings("""
                折扣, 折扣率, 折扣比例, 优惠比例, 优惠率, 让利率, 折率, discount, disc,
                discount rate, discount pct, disc pct, discount percent, discount percentage,
                discount applied,
                line discount, line disc, item discount, unit price discount pct,
                unitpricediscountpct, rabatt, rebate rate, rebate pct, remise, descuento, desconto,
                sconto, 折, 折讓率
            """),
            note=Label(
                "The share taken off; whether it is rather the share that is paid (9折) or an"
                " amount is asked where the values do not tell.",
                "减去的比例；若数值看不出是减去的比例、实付的比例（9折）还是金额，导入时会询问。",
            ),
        ),
        Column(
            "discount_kept",
            "share",
            Label("Share paid after discount", "折后比例"),
            only_input=True,
            synonyms=spellings("折后比例, 折数, 折扣系数, 实付比例, 折扣后比例, price factor"),
        ),
        Column(
            "discount_amount",
            "money",
            Label("Discount amount", "折扣金额"),
            only_input=True,
            synonyms=spellings("""
                折扣金额, 折扣额, 优惠金额, 优惠额, 优惠, 折让金额, 折让, 让利金额, 让利, 立减,
                立减金额, 减免金额, discount amount, discount amt, disc amount, disc amt,
                discount value,
                line discount amount, line discount amt, lineitem discount, item discount amount,
                discount total, total discount, rebate, rebate amount, markdown amount,
                price reduction
            """),
        ),
        Column(
            "amount",
            "money",
            Label("Amount", "订单金额(元)"),
            required=True,
            example="50,000",
            synonyms=spellings("""
                订单金额(元), 订单金额, 销售订单金额, 金额, 销售额, 销售金额, 合同金额, 价税合计,
                含税金额, 成交金额, 总金额, 小计, 金额(元), amount, sales, sales amount,
                salesamount, revenue, line total, linetotal, item total, product subtotal,
                sku subtotal after discount, row total, price subtotal, line amount, subtotal,
                net amount, total amount, extended amount, deal amount, net value,
                order lines subtotal, 商品实际成交金额, 原币价税合计, 折后金额, netwr, net sales
            """),
            hints=spellings("""
                无税金额, 不含税金额, 应付金额, 应收金额, 订单应付金额, 商品总价, 商家实收金额,
                total price, value, paid price, untaxed amount,
                product sales, gross total, order value, 买家应付货款, 商品金额合计
            """),
            note=Label(
                "Quantity × unit price, less the discount, where an export has no amount.",
                "导出中没有金额时，按 数量 × 单价 减去折扣 计算。",
            ),
        ),
        Column(
            "cost",
            "money",
            Label("Cost", "成本"),
            synonyms=spellings("""
                成本, 总成本, 销售成本, 成本金额, cost, total cost, cogs, total product cost,
                totalproductcost, cost of goods sold
            """),
        ),
        Column(
            "profit",
            "money",
            Label("Profit", "利润"),
            only_input=True,
            synonyms=("利润", "利润额", "毛利", "profit", "gross profit"),
            note=Label("Read as cost = amount − profit.", "按 成本 = 金额 − 利润 读取。"),
        ),
        Column(
            "quantity_delivered",
            "qty",
            Label("Quantity delivered", "已交付数量"),
            synonyms=spellings("""
                已交付数量, 交付数量, 实际交付数量, 发货数量, 累计发货数量, 到货数量,
                quantity delivered, delivered quantity, delivered qty, qty delivered,
                shipped quantity, 出货数量, 已出货数量, 已交数量, 本次发货数量, 本次交付数量,
                本次到货数量, 本次出货数量
            """),
        ),
        Column(
            "promised_date",
            "day",
            Label("Promised", "预计交付时间"),
            example="2024-06-15",
            synonyms=spellings("""
                预计交付时间, 预计交付日期, 预计送货日期, 预计到货日期, 预计发货日期, 要货日期,
                约定交付时间, 约定交期, 承诺交期, 交期, 计划交付日期, 计划交付时间, 计划交付,
                预发货日期, promised date, promise date, required date, requireddate,
                due delivery date, expected delivery date, estimated delivery date,
                order estimated delivery date, requested delivery date, commit date,
                delivery due date, duedate, req. dlv.dt, reqd deliv.date, 请求交货日期, 预计交付,
                预计出货日期, 预计出货日, 预交日期, 预交日, vdatu, commitment date,
                confirmed receipt date,
                expected shipment date
            """),
            hints=spellings("""
                预完工日期, 交货日期, 交货时间, delivery date, shipping limit date, dlv.date,
                expected date,
                承诺发货时间, ship by date
            """),
        ),
        Column(
            "status",
            "choice",
            Label("Line status", "明细状态"),
            ours=True,
            note=Label(
                "Cancelled, where the status beside a line says so; else the line has its order's.",
                "该行状态为已取消时记录；否则与订单状态相同。",
            ),
        ),
        Column("promised_first", "day", Label("First promise", "首次承诺日"), ours=True),
        Column("promise_changes", "count", Label("Promise changes", "承诺变更次数"), ours=True),
        Column(
            "delivered_date",
            "time",
            Label("Delivered", "实际交付时间"),
            example="2024-06-18",
            synonyms=spellings("""
                实际交付时间, 实际交付日期, 实际送货日期, 实际到货日期, 送达时间, 送达日期,
                交付日期, 到货日期, delivered date, delivered at, actual delivery date,
                delivered on, order delivered customer date, date delivered, 实际交付,
                delivered time
            """),
            hints=spellings("""
                delivery date, 交货日期, 交货时间, ship date, shipped date, 发货日期
            """),
        ),
    ),
)
