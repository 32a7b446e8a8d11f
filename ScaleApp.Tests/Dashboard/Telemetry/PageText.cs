namespace ScaleApp.Tests.Dashboard.Telemetry;

/// <summary>What a page says, in the order in which it says it.</summary>
internal static class PageText
{
    public static void AssertInOrder(string page, params string[] texts)
    {
        var at = 0;
        foreach (var text in texts)
        {
            var next = page.IndexOf(text, at, StringComparison.Ordinal);
            Assert.True(next >= 0, $"'{text}' does not follow in {page[at..]}");
            at = next;
        }
    }
}
