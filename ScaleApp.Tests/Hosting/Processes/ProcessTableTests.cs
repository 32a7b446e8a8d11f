using ScaleApp.Hosting.Processes;

namespace ScaleApp.Tests.Hosting.Processes;

public class ProcessTableTests
{
    [Fact]
    public void Reads_an_entry_whose_name_holds_blanks_and_brackets()
    {
        const string Stat = "42 (a) (b c) S 7 42 40 0 -1 4194560 1 0 0 0 30 12 0 0 20 0 1 0 5550123 100 10";

        Assert.Equal(new ProcessEntry(42, 7, 40, 5550123, 'S') { ProcessorTicks = 42 }, ProcessTable.Parse(42, Stat));
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 (a) S 7")]
    public void An_entry_that_is_cut_short_is_none(string stat) => Assert.Null(ProcessTable.Parse(42, stat));

    [Fact]
    public void A_process_is_itself_and_not_one_that_started_at_another_time()
    {
        var self = ProcessIdentity.Of(Environment.ProcessId)!.Value;

        Assert.True(self.IsAlive());
        Assert.False((self with { StartTicks = self.StartTicks + 1 }).IsAlive());
        Assert.Null(ProcessIdentity.Of(int.MaxValue));
    }

    [Fact]
    public void A_zombie_is_not_alive() => Assert.False(new ProcessEntry(1, 1, 1, 1, 'Z').IsAlive);
}
