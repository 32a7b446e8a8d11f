using System.CommandLine;

namespace ScaleApp.Bench.Measuring;

/// <summary>What every benchmark's command does alike: exit code 1 and one line when it cannot be measured.</summary>
internal static class BenchCommand
{
    public static Option<bool> Json() => new("--json") { Description = "Print the figures as JSON instead of a table." };

    public static void Run(this Command command, Func<ParseResult, CancellationToken, Task> action) => command.Run(async (parsed, cancellationToken) =>
    {
        await action(parsed, cancellationToken);
        return 0;
    });

    /// <summary>The same for an action that says its exit code itself.</summary>
    public static void Run(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (BenchException error)
            {
                await Console.Error.WriteLineAsync(error.Message);
                return 1;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Cancelled; nothing was measured.");
                return 130;
            }
        });
}
