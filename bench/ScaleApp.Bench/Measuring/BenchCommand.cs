using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ScaleApp.Bench.Measuring;

/// <summary>Common to the commands of all benchmarks: options, reports, and exit code 1 with one line when they cannot measure.</summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Option<bool> Json() => new("--json") { Description = "Print the figures as JSON instead of a table." };

    public static Option<int> Number(string name, string? alias, string description, int standard, int most = 4_096, int least = 1)
    {
        var option = new Option<int>(name, alias is null ? [] : [alias]) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            {
                result.AddError($"{name} is from {least} to {most}.");
            }
        });
        return option;
    }

    /// <summary>Reads the address of a shop; adds an error when the text is none.</summary>
    public static Uri? ParseAddress(System.CommandLine.Parsing.ArgumentResult result, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        result.AddError($"'{text}' is not an address of a shop, such as http://localhost:5080.");
        return null;
    }

    public static void Print<T>(T figures, bool json, Func<T, IRenderable> table)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, Indented));
            return;
        }

        AnsiConsole.Write(table(figures));
        AnsiConsole.WriteLine();
    }

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
