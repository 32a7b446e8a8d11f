using ScaleApp.Data.Orders;
using ScaleApp.Worker.Exports;

namespace ScaleApp.Tests.Worker.Exports;

public class CsvTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://x.example\";\"a\")")]
    [InlineData("+1+1")]
    [InlineData("-2")]
    [InlineData("@SUM(1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("\tplain")]
    [InlineData(" =1+1")]
    [InlineData("\u00A0=1+1")]
    [InlineData("\uFF1D1+1")]
    [InlineData("\uFF0B1")]
    [InlineData("\uFF0D1")]
    [InlineData("\uFF20A1")]
    public void Formula_is_prefixed_and_quoted(string name) => Assert.Equal($"\"'{Quoted(name)}\"", NameOf(name));

    [Theory]
    [InlineData("Practical chair")]
    [InlineData("a, \"b\"\r\nc")]
    [InlineData(";=1+1")]
    [InlineData("1=1")]
    [InlineData("'=1")]
    [InlineData("\u00C4pfel \u8A9E \U0001F389")]
    [InlineData("")]
    public void Text_is_quoted_as_it_is(string name) => Assert.Equal($"\"{Quoted(name)}\"", NameOf(name));

    private static string Quoted(string text) => text.Replace("\"", "\"\"", StringComparison.Ordinal);

    private static string NameOf(string name)
    {
        const string Before = "00000000-0000-0000-0000-000000000000,2026-11-21T08:00:00Z,Placed,7,", After = ",2,1.50,3.00\r\n";
        var row = Csv.Row(Guid.Empty, new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero), OrderStatus.Placed, 7, name, 2, 1.5m, 3m);
        Assert.StartsWith(Before, row, StringComparison.Ordinal);
        Assert.EndsWith(After, row, StringComparison.Ordinal);
        return row[Before.Length..^After.Length];
    }
}
