using ScaleApp.Dashboard.ConsoleLogs;

namespace ScaleApp.Tests.Dashboard.ConsoleLogs;

public class TerminalTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\e[32minfo\e[39m\e[22m: ready", "info: ready")]
    [InlineData("\e[38;2;1;2;3mtrue\e[0m", "true")]
    [InlineData("\e]8;;http://x\e\\link\e]8;;\a", "link")]
    [InlineData("\e[2K\e[1Gprogress", "progress")]
    [InlineData("cut \e[", "cut \e[")]
    public void Control_sequences_are_left_out_and_text_is_kept(string text, string expected) =>
        Assert.Equal(expected, TerminalText.Plain(text));
}
