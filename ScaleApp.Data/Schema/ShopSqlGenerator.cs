using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations;

namespace ScaleApp.Data.Schema;

#pragma warning disable EF1001 // The provider's generator cannot be constructed without its options.
/// <summary>Adds to Npgsql's DDL what the model says with <see cref="TableLayout"/>.</summary>
internal sealed class ShopSqlGenerator(MigrationsSqlGeneratorDependencies dependencies, INpgsqlSingletonOptions options)
    : NpgsqlMigrationsSqlGenerator(dependencies, options)
#pragma warning restore EF1001
{
    protected override void Generate(
        CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        base.Generate(operation, model, builder, terminate);
        foreach (var column in operation.Columns)
        {
            SetStorage(column, model, builder);
        }
    }

    protected override void Generate(AddColumnOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate)
    {
        base.Generate(operation, model, builder, terminate);
        SetStorage(operation, model, builder);
    }

    // A clause of CREATE TABLE only from PostgreSQL 16 on.
    private void SetStorage(AddColumnOperation column, IModel? model, MigrationCommandListBuilder builder)
    {
        var mapped = model?.GetRelationalModel().FindTable(column.Table, column.Schema)?.FindColumn(column.Name)?.PropertyMappings[0].Property;
        if (mapped?[TableLayout.Storage] is string storage)
        {
            builder.Append($"ALTER TABLE {Name(column.Table, column.Schema)} ALTER COLUMN {Name(column.Name)} SET STORAGE {storage}");
            builder.AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator).EndCommand();
        }
    }

    private string Name(string name, string? schema = null) => Dependencies.SqlGenerationHelper.DelimitIdentifier(name, schema);
}
