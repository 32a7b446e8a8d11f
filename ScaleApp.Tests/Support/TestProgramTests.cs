namespace ScaleApp.Tests.Support;

public class TestProgramTests
{
    [TestProgram("echo")]
    internal static async Task<int> Echo(string[] args, CancellationToken stopping)
    {
        Console.WriteLine(string.Join(' ', args));
        await Task.Delay(Timeout.Infinite, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        return 3;
    }

    [Fact]
    public async Task Test_program_is_a_separate_process_and_can_be_killed()
    {
        await using var program = TestProgram.Start("echo", "one", "two words");

        await program.WaitForLineAsync(line => line == "one two words");
        Assert.NotEqual(Environment.ProcessId, program.Id);
        program.Kill();

        Assert.Equal(137, await program.WaitForExitAsync());
    }
}
