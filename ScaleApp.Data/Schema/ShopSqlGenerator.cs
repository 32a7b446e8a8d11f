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
        var table = model?.GetRelationalModel().FindTable(operation.Name, operation.Schema);
        if (table?.EntityTypeMappings.First().TypeBase[TableLayout.HashPartitions] is int partitions)
        {
            base.Generate(operation, model, builder, terminate: false);
            CreatePartitions(operation, partitions, builder);
        }
        else
        {
            base.Generate(operation, model, builder, terminate);
        }

        foreach (var column in operation.Columns)
        {
            SetStorage(column, model, builder);
        }

        AddNotification(operation, model, builder);
    }

    protected override void Generate(AddColumnOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate)
    {
        base.Generate(operation, model, builder, terminate);
        SetStorage(operation, model, builder);
    }

    private void CreatePartitions(CreateTableOperation operation, int partitions, MigrationCommandListBuilder builder)
    {
        var key = operation.PrimaryKey ?? throw new InvalidOperationException($"The partitioned table '{operation.Name}' has no primary key.");
        End(builder.AppendLine().Append($"PARTITION BY HASH ({Name(key.Columns[0])})"));
        for (var number = 0; number < partitions; number++)
        {
            End(builder.Append(
                $"CREATE TABLE {Name($"{operation.Name}_p{number}", operation.Schema)} PARTITION OF {Name(operation.Name, operation.Schema)} "
                + $"FOR VALUES WITH (MODULUS {partitions}, REMAINDER {number})"));
        }
    }

    // A clause of CREATE TABLE only from PostgreSQL 16 on.
    private void SetStorage(AddColumnOperation column, IModel? model, MigrationCommandListBuilder builder)
    {
        var mapped = model?.GetRelationalModel().FindTable(column.Table, column.Schema)?.FindColumn(column.Name)?.PropertyMappings[0].Property;
        if (mapped?[TableLayout.Storage] is string storage)
        {
            End(builder.Append(
                $"ALTER TABLE {Name(column.Table, column.Schema)} ALTER COLUMN {Name(column.Name)} SET STORAGE {storage}"));
        }
    }

    private void End(MigrationCommandListBuilder statement) =>
        statement.AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator).EndCommand();

    private void AddNotification(CreateTableOperation table, IModel? model, MigrationCommandListBuilder builder)
    {
        var mapped = model?.GetRelationalModel().FindTable(table.Name, table.Schema)?.EntityTypeMappings.FirstOrDefault()?.TypeBase;
        if (mapped?[TableLayout.Notification] is string channel)
        {
            var function = Name($"notify_{table.Name}", table.Schema);
            builder.Append(
                $"""
                CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('{channel}', ''); RETURN NULL; END $$;
                CREATE TRIGGER {Name($"notify_{table.Name}")} AFTER INSERT ON {Name(table.Name, table.Schema)}
                    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
                """).AppendLine().EndCommand();
        }
    }

    private string Name(string name, string? schema = null) => Dependencies.SqlGenerationHelper.DelimitIdentifier(name, schema);
}
