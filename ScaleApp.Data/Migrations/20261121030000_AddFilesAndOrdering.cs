using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ScaleApp.Data.Migrations;

/// <summary>Files, answers to requests with an idempotency key, exports of orders, and mails that go out once.</summary>
[DbContext(typeof(ShopContext))]
[Migration("20261121030000_AddFilesAndOrdering")]
internal sealed class AddFilesAndOrdering : Migration
{
    private const string Timestamp = "timestamp with time zone";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        CreateFiles(migrationBuilder);
        CreateFileChunks(migrationBuilder);
        CreateIdempotentAnswers(migrationBuilder);
        CreateOrderExports(migrationBuilder);
        CreateEmailDeliveries(migrationBuilder);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in (string[])["email_deliveries", "order_exports", "idempotent_answers", "file_chunks", "file_names", "files"])
        {
            migrationBuilder.DropTable(table);
        }
    }

    private static void CreateFiles(MigrationBuilder builder)
    {
        builder.CreateTable("files", table => new
        {
            id = table.Column<Guid>(type: "uuid"),
            content_type = table.Column<string>(type: "character varying(100)", maxLength: 100),
            created_at = table.Column<DateTimeOffset>(type: Timestamp),
            length = table.Column<long>(type: "bigint", nullable: true),
            hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
            condemned_at = table.Column<DateTimeOffset>(type: Timestamp, nullable: true),
        }, constraints: table => table.PrimaryKey("pk_files", file => file.id));
        builder.CreateIndex("ix_files_unfinished", "files", "created_at", filter: "length IS NULL");
        builder.CreateIndex("ix_files_condemned", "files", "condemned_at", filter: "condemned_at IS NOT NULL");

        builder.CreateTable("file_names", table => new
        {
            name = table.Column<string>(type: "character varying(100)", maxLength: 100),
            file_id = table.Column<Guid>(type: "uuid"),
        }, constraints: table =>
        {
            table.PrimaryKey("pk_file_names", name => name.name);
            table.ForeignKey("fk_file_names_files", name => name.file_id, "files", "id", onDelete: ReferentialAction.Restrict);
        });
        builder.CreateIndex("ix_file_names_file_id", "file_names", "file_id");
    }

    private static void CreateFileChunks(MigrationBuilder builder)
    {
        builder.CreateTable("file_chunks", table => new
        {
            file_id = table.Column<Guid>(type: "uuid"),
            start = table.Column<long>(type: "bigint"),
            content = table.Column<byte[]>(type: "bytea"),
        }, constraints: table => table.PrimaryKey("pk_file_chunks", chunk => new { chunk.file_id, chunk.start }));

        // Pictures are compressed already, and the middle of what is not compressed can be read alone.
        builder.Sql("ALTER TABLE file_chunks ALTER COLUMN content SET STORAGE EXTERNAL");
    }

    private static void CreateIdempotentAnswers(MigrationBuilder builder)
    {
        builder.CreateTable("idempotent_answers", table => new
        {
            customer_id = table.Column<int>(type: "integer"),
            key = table.Column<string>(type: "character varying(100)", maxLength: 100),
            fingerprint = table.Column<byte[]>(type: "bytea"),
            status = table.Column<int>(type: "integer"),
            location = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
            body = table.Column<byte[]>(type: "bytea"),
            created_at = table.Column<DateTimeOffset>(type: Timestamp, defaultValueSql: "now()"),
        }, constraints: table =>
        {
            table.PrimaryKey("pk_idempotent_answers", answer => new { answer.customer_id, answer.key });
            table.ForeignKey("fk_idempotent_answers_customers", answer => answer.customer_id, "customers", "id",
                onDelete: ReferentialAction.Cascade);
        });
        builder.CreateIndex("ix_idempotent_answers_created_at", "idempotent_answers", "created_at");
    }

    private static void CreateOrderExports(MigrationBuilder builder)
    {
        builder.CreateTable("order_exports", table => new
        {
            id = table.Column<Guid>(type: "uuid"),
            customer_id = table.Column<int>(type: "integer"),
            job_id = table.Column<string>(type: "character varying(200)", maxLength: 200),
            requested_at = table.Column<DateTimeOffset>(type: Timestamp),
            completed_at = table.Column<DateTimeOffset>(type: Timestamp, nullable: true),
        }, constraints: table =>
        {
            table.PrimaryKey("pk_order_exports", export => export.id);
            table.ForeignKey("fk_order_exports_customers", export => export.customer_id, "customers", "id",
                onDelete: ReferentialAction.Cascade);
        });
        builder.CreateIndex("ix_order_exports_requested_at", "order_exports", "requested_at");
        builder.CreateIndex("ix_order_exports_customer_id", "order_exports", "customer_id");
    }

    private static void CreateEmailDeliveries(MigrationBuilder builder)
    {
        builder.CreateTable("email_deliveries", table => new
        {
            message_id = table.Column<string>(type: "character varying(200)", maxLength: 200),
            claimed_until = table.Column<DateTimeOffset>(type: Timestamp),
            sent_at = table.Column<DateTimeOffset>(type: Timestamp, nullable: true),
            refusal = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
        }, constraints: table => table.PrimaryKey("pk_email_deliveries", delivery => delivery.message_id));
        builder.CreateIndex("ix_email_deliveries_claimed_until", "email_deliveries", "claimed_until");
    }
}
