namespace ScaleApp.Dashboard.Components;

/// <summary>Text that a service sent may be of any length; a page shows what can be read.</summary>
internal static class LongText
{
    private const int Most = 16_000;

    public static string Shorten(string text, int most = Most) => text.Length <= most ? text : $"{text[..most]}… ({text.Length:N0} characters)";
}
