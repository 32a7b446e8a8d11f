using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ScaleApp.Data.Migrations;

/// <summary>Members of rooms and how far they have read, and what a digest says about it.</summary>
[DbContext(typeof(ShopContext))]
[Migration("20261121040000_AddRooms")]
internal sealed class AddRooms : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("room_members", table => new
        {
            customer_id = table.Column<int>(type: "integer"),
            room = table.Column<string>(type: "character varying(40)", maxLength: 40),
            joined_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", defaultValueSql: "now()"),
            read_epoch = table.Column<string>(type: "character varying(20)", maxLength: 20, defaultValue: ""),
            read_offset = table.Column<long>(type: "bigint", defaultValue: 0L),
        }, constraints: table =>
        {
            table.PrimaryKey("pk_room_members", member => new { member.customer_id, member.room });
            table.ForeignKey("fk_room_members_customers", member => member.customer_id, "customers", "id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.AddColumn<string>("unread", "digest_deliveries", type: "jsonb", nullable: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropColumn("unread", "digest_deliveries");
        migrationBuilder.DropTable("room_members");
    }
}
