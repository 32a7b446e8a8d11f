using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace ScaleApp.Tests.Data;

/// <summary>An operation in words, for the message of a failing test.</summary>
internal static class MigrationText
{
    public static string Of(MigrationOperation operation) => operation switch
    {
        AlterColumnOperation column =>
            $"alter {column.Table}.{column.Name} {Describe(column.OldColumn)} -> {Describe(column)}",
        ColumnOperation column => $"{operation.GetType().Name} {column.Table}.{column.Name} {Describe(column)}",
        ITableMigrationOperation table =>
            $"{operation.GetType().Name} {table.Table} {operation.GetType().GetProperty("Name")?.GetValue(operation)}",
        _ => operation.ToString() ?? "",
    };

    private static string Describe(ColumnOperation column) =>
        $"({column.ColumnType} {column.ClrType.Name} null={column.IsNullable} default={column.DefaultValue} "
        + $"{string.Join(' ', column.GetAnnotations().Select(annotation => $"{annotation.Name}={annotation.Value}"))})";
}
