using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ScaleApp.Data.Migrations;

/// <summary>Sessions, for services that keep them in the database.</summary>
[DbContext(typeof(ShopContext))]
[Migration("20261121020100_AddSessions")]
internal sealed class AddSessions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("sessions", table => new
        {
            owner = table.Column<string>(type: "character varying(64)", maxLength: 64),
            handle = table.Column<string>(type: "character varying(43)", maxLength: 43),
            ticket = table.Column<byte[]>(type: "bytea"),
            device = table.Column<string>(type: "character varying(200)", maxLength: 200),
            created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
            seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
            expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
            ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone"),
        }, constraints: table => table.PrimaryKey("pk_sessions", session => new { session.owner, session.handle }));
        migrationBuilder.CreateIndex("ix_sessions_expires_at", "sessions", "expires_at");

        migrationBuilder.CreateTable("session_fields", table => new
        {
            owner = table.Column<string>(type: "character varying(64)", maxLength: 64),
            handle = table.Column<string>(type: "character varying(43)", maxLength: 43),
            name = table.Column<string>(type: "character varying(100)", maxLength: 100),
            value = table.Column<long>(type: "bigint"),
        }, constraints: table =>
        {
            table.PrimaryKey("pk_session_fields", field => new { field.owner, field.handle, field.name });
            table.ForeignKey("fk_session_fields_sessions", field => new { field.owner, field.handle }, "sessions", ["owner", "handle"],
                onDelete: ReferentialAction.Cascade);
        });
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("session_fields");
        migrationBuilder.DropTable("sessions");
    }
}
