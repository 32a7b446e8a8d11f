using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ScaleApp.Data;

/// <summary>Gives everything in the model the names that PostgreSQL users expect, so that no query needs quotes.</summary>
internal static class SnakeCaseNames
{
    /// <summary>Renames the columns, keys, foreign keys and indexes of a model whose tables are named already.</summary>
    public static void ApplyTo(IMutableModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            var table = entity.GetTableName();

            // System columns such as xmin are named already.
            foreach (var property in entity.GetProperties().Where(property => property.GetColumnName() == property.Name))
            {
                property.SetColumnName(Of(property.Name));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName($"pk_{table}");
            }

            foreach (var key in entity.GetForeignKeys())
            {
                key.SetConstraintName($"fk_{table}_{key.PrincipalEntityType.GetTableName()}");
            }

            // An index with a name of its own keeps it.
            foreach (var index in entity.GetIndexes().Where(index => index.Name is null))
            {
                index.SetDatabaseName($"ix_{table}_{string.Join('_', index.Properties.Select(property => Of(property.Name)))}");
            }
        }
    }

    /// <summary><c>UnitsSold</c> becomes <c>units_sold</c>.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
