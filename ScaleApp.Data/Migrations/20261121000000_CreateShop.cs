using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace ScaleApp.Data.Migrations;

/// <summary>Customers, products, orders, digests, and which seeds were applied.</summary>
[DbContext(typeof(ShopContext))]
[Migration("20261121000000_CreateShop")]
internal sealed class CreateShop : Migration
{
    private const string IdentityAnnotation = "Npgsql:ValueGenerationStrategy";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        CreateCustomers(migrationBuilder);
        CreateProducts(migrationBuilder);
        CreateOrders(migrationBuilder);
        CreateOrderLines(migrationBuilder);
        CreateDigestRuns(migrationBuilder);
        CreateDigestDeliveries(migrationBuilder);

        migrationBuilder.CreateTable("applied_seeds", table => new
        {
            name = table.Column<string>(type: "character varying(50)", maxLength: 50),
            applied_at = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
        }, constraints: table => table.PrimaryKey("pk_applied_seeds", seed => seed.name));
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in (string[])["applied_seeds", "digest_deliveries", "digest_runs", "order_lines", "orders", "products", "customers"])
        {
            migrationBuilder.DropTable(table);
        }
    }

    private static void CreateCustomers(MigrationBuilder builder)
    {
        builder.CreateTable("customers", table => new
        {
            id = table.Column<int>(type: "integer")
                .Annotation(IdentityAnnotation, NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
            email = table.Column<string>(type: "character varying(254)", maxLength: 254),
            name = table.Column<string>(type: "character varying(100)", maxLength: 100),
            role = table.Column<string>(type: "character varying(20)", maxLength: 20, defaultValue: "customer"),
            subscribes_to_digest = table.Column<bool>(type: "boolean"),
            created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
        }, constraints: table => table.PrimaryKey("pk_customers", customer => customer.id));

        builder.CreateIndex("ix_customers_email", "customers", "email", unique: true);
        builder.CreateIndex("ix_customers_digest", "customers", "id", filter: "subscribes_to_digest");
    }

    private static void CreateProducts(MigrationBuilder builder)
    {
        builder.CreateTable("products", table => new
        {
            id = table.Column<int>(type: "integer")
                .Annotation(IdentityAnnotation, NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
            name = table.Column<string>(type: "character varying(200)", maxLength: 200),
            price = table.Column<decimal>(type: "numeric(12,2)", precision: 12, scale: 2),
            stock = table.Column<int>(type: "integer"),
            units_sold = table.Column<int>(type: "integer"),
        }, constraints: table =>
        {
            table.PrimaryKey("pk_products", product => product.id);
            table.CheckConstraint("ck_products_price", "price >= 0");
            table.CheckConstraint("ck_products_stock", "stock >= 0");
        });

        builder.CreateIndex("ix_products_best_sellers", "products", ["units_sold", "id"], descending: [true, false]);
    }

    private static void CreateOrders(MigrationBuilder builder)
    {
        builder.CreateTable("orders", table => new
        {
            id = table.Column<Guid>(type: "uuid"),
            customer_id = table.Column<int>(type: "integer"),
            placed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
            status = table.Column<short>(type: "smallint"),
            total = table.Column<decimal>(type: "numeric(14,2)", precision: 14, scale: 2),
        }, constraints: table =>
        {
            table.PrimaryKey("pk_orders", order => order.id);
            table.ForeignKey("fk_orders_customers", order => order.customer_id, "customers", "id", onDelete: ReferentialAction.Restrict);
        });

        builder.CreateIndex("ix_orders_history", "orders", ["customer_id", "placed_at", "id"], descending: [false, true, true]);
    }

    private static void CreateOrderLines(MigrationBuilder builder)
    {
        builder.CreateTable("order_lines", table => new
        {
            order_id = table.Column<Guid>(type: "uuid"),
            number = table.Column<short>(type: "smallint"),
            product_id = table.Column<int>(type: "integer"),
            quantity = table.Column<int>(type: "integer"),
            unit_price = table.Column<decimal>(type: "numeric(12,2)", precision: 12, scale: 2),
        }, constraints: table =>
        {
            table.PrimaryKey("pk_order_lines", line => new { line.order_id, line.number });
            table.CheckConstraint("ck_order_lines_quantity", "quantity > 0");
            table.ForeignKey("fk_order_lines_orders", line => line.order_id, "orders", "id", onDelete: ReferentialAction.Cascade);
            table.ForeignKey("fk_order_lines_products", line => line.product_id, "products", "id", onDelete: ReferentialAction.Restrict);
        });

        builder.CreateIndex("ix_order_lines_product_id", "order_lines", "product_id");
    }

    private static void CreateDigestRuns(MigrationBuilder builder) =>
        builder.CreateTable("digest_runs", table => new
        {
            occurrence = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
            best_sellers = table.Column<string>(type: "jsonb"),
            started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
            completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
        }, constraints: table => table.PrimaryKey("pk_digest_runs", run => run.occurrence));

    private static void CreateDigestDeliveries(MigrationBuilder builder)
    {
        builder.CreateTable("digest_deliveries", table => new
        {
            occurrence = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
            customer_id = table.Column<int>(type: "integer"),
            claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
            sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
            refusal = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("pk_digest_deliveries", delivery => new { delivery.occurrence, delivery.customer_id });
            table.ForeignKey("fk_digest_deliveries_digest_runs", delivery => delivery.occurrence, "digest_runs", "occurrence",
                onDelete: ReferentialAction.Cascade);
            table.ForeignKey("fk_digest_deliveries_customers", delivery => delivery.customer_id, "customers", "id",
                onDelete: ReferentialAction.Cascade);
        });

        builder.CreateIndex("ix_digest_deliveries_customer_id", "digest_deliveries", "customer_id");
        builder.CreateIndex("ix_digest_deliveries_unsettled", "digest_deliveries", ["occurrence", "claimed_until"],
            filter: "sent_at IS NULL AND refusal IS NULL");
    }
}
