using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ScaleApp.Data.Migrations;

/// <summary>The keys that sign access tokens, the families of refresh tokens, and what was revoked.</summary>
[DbContext(typeof(ShopContext))]
[Migration("20261121020200_AddTokens")]
internal sealed class AddTokens : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("signing_keys", table => new
        {
            id = table.Column<string>(type: "character varying(32)", maxLength: 32),
            public_key = table.Column<byte[]>(type: "bytea"),
            private_key = table.Column<byte[]>(type: "bytea", nullable: true),
            active_from = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
            active_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
            verify_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
        }, constraints: table => table.PrimaryKey("pk_signing_keys", key => key.id));

        migrationBuilder.CreateTable("token_families", table => new
        {
            id = table.Column<Guid>(type: "uuid"),
            customer_id = table.Column<int>(type: "integer"),
            current_hash = table.Column<byte[]>(type: "bytea"),
            expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
            ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
        }, constraints: table =>
        {
            table.PrimaryKey("pk_token_families", family => family.id);
            table.ForeignKey("fk_token_families_customers", family => family.customer_id, "customers", "id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_token_families_customer_id", "token_families", "customer_id");
        migrationBuilder.CreateIndex("ix_token_families_expires_at", "token_families", "expires_at");

        migrationBuilder.CreateTable("token_revocations", table => new
        {
            subject = table.Column<string>(type: "character varying(64)", maxLength: 64),
            not_before = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
        }, constraints: table => table.PrimaryKey("pk_token_revocations", revocation => revocation.subject));
        migrationBuilder.CreateIndex("ix_token_revocations_not_before", "token_revocations", "not_before");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("token_revocations");
        migrationBuilder.DropTable("token_families");
        migrationBuilder.DropTable("signing_keys");
    }
}
