using System.Globalization;
using ScaleApp.Data.Orders;

namespace ScaleApp.Worker.Exports;

/// <summary>Writes lines of orders as RFC 4180 wants it.</summary>
internal static class Csv
{
    public const string Header = "order,placed_at,status,product,name,quantity,unit_price,total\r\n";

    public static string Row(Guid order, DateTimeOffset placedAt, OrderStatus status, int product, string name, int quantity, decimal unitPrice,
        decimal total) => string.Create(CultureInfo.InvariantCulture,
            $"{order},{Time(placedAt)},{status},{product},{Text(name)},{quantity},{unitPrice:0.00},{total:0.00}\r\n");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Quoted, and prefixed where a spreadsheet would take it for a formula.</summary>
    private static string Text(string text)
    {
        var harmless = IsFormula(text) ? $"'{text}" : text;
        return $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    // Also behind white space, which spreadsheets trim, and in the full-width forms that Japanese keyboards write.
    private static bool IsFormula(string text) => text is ['\t' or '\r' or '\n', ..]
        || text.AsSpan().TrimStart() is ['=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..];
}
