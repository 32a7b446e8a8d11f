using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ScaleApp.Data.Migrations;

/// <summary>Passwords of customers, and the keys with which all replicas protect data.</summary>
[DbContext(typeof(ShopContext))]
[Migration("20261121020000_AddAccounts")]
internal sealed class AddAccounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("password_hash", "customers", type: "character varying(200)", maxLength: 200, nullable: true);

        migrationBuilder.CreateTable("data_protection_keys", table => new
        {
            name = table.Column<string>(type: "character varying(200)", maxLength: 200),
            xml = table.Column<string>(type: "text"),
        }, constraints: table => table.PrimaryKey("pk_data_protection_keys", key => key.name));
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("data_protection_keys");
        migrationBuilder.DropColumn("password_hash", "customers");
    }
}
