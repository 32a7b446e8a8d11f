using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace ScaleApp.Data.Migrations;

/// <summary>The outbox of jobs, and which effects of jobs have happened.</summary>
[DbContext(typeof(ShopContext))]
[Migration("20261121010000_AddJobTables")]
internal sealed class AddJobTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("outbox_jobs", table => new
        {
            id = table.Column<long>(type: "bigint")
                .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
            request = table.Column<string>(type: "jsonb"),
            created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", defaultValueSql: "now()"),
            error = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
        }, constraints: table => table.PrimaryKey("pk_outbox_jobs", job => job.id));
        migrationBuilder.CreateIndex("ix_outbox_jobs_open", "outbox_jobs", "id", filter: "error IS NULL");

        migrationBuilder.CreateTable("job_effects", table => new
        {
            key = table.Column<string>(type: "character varying(300)", maxLength: 300),
            done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", defaultValueSql: "now()"),
        }, constraints: table => table.PrimaryKey("pk_job_effects", effect => effect.key));
        migrationBuilder.CreateIndex("ix_job_effects_done_at", "job_effects", "done_at");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("job_effects");
        migrationBuilder.DropTable("outbox_jobs");
    }
}
