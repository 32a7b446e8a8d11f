using ScaleApp.Hosting.Processes;

namespace ScaleApp.Tests.Hosting.Processes;

public class LineAssemblerTests
{
    private readonly List<string> _lines = [];

    [Theory]
    [InlineData("a\nb\n")]
    [InlineData("a\r\nb")]
    public void Parts_text_into_lines_wherever_the_pieces_end(string text)
    {
        var assembler = new LineAssembler(10, _lines.Add);

        foreach (var character in text)
        {
            assembler.Add([character]);
        }

        assembler.Complete();
        Assert.Equal(["a", "b"], _lines);
    }

    [Fact]
    public void Keeps_empty_lines()
    {
        new LineAssembler(10, _lines.Add).Add("\n\nx\n");

        Assert.Equal(["", "", "x"], _lines);
    }

    [Fact]
    public void Cuts_a_line_at_the_limit_and_starts_the_next_one_whole()
    {
        var assembler = new LineAssembler(3, _lines.Add);

        assembler.Add("abc\nabcd");
        assembler.Add("efg\nxy\n");

        Assert.Equal(["abc", "abc…", "xy"], _lines);
    }
}
