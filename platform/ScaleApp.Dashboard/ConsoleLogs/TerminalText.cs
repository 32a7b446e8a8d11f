using System.Text.RegularExpressions;

namespace ScaleApp.Dashboard.ConsoleLogs;

/// <summary>Reads text that was meant for a terminal.</summary>
internal static partial class TerminalText
{
    /// <summary>The text without colours, links and other control sequences.</summary>
    public static string Plain(string text) =>
        text.Contains('\e', StringComparison.Ordinal) ? Sequences().Replace(text, "") : text;

    // CSI sequences (ECMA-48 5.4), OSC sequences up to their end (BEL or ST), and escapes of one letter.
    [GeneratedRegex(@"\e(?:\[[0-?]*[ -/]*[@-~]|\][^\a\e]*(?:\a|\e\\)?|[@-Z\\^_])")]
    private static partial Regex Sequences();
}
