using System.Reflection;
using System.Runtime.InteropServices;

namespace ScaleApp.Tests.Support;

/// <summary>
/// Marks a method that a test runs in a separate process, because it must be possible to kill it with SIGKILL or to stop
/// it with SIGSTOP without touching the test.
/// </summary>
/// <remarks>
/// The method is static and has the shape <c>Task&lt;int&gt; Run(string[] args, CancellationToken stopping)</c>; what it
/// returns is the exit code. It runs in a fresh process of this assembly, started by
/// <see cref="TestProgram.Start(string, string[])"/>:
/// <code>
/// [TestProgram("worker")]
/// internal static async Task&lt;int&gt; Work(string[] args, CancellationToken stopping) { Console.WriteLine("ready"); ... }
///
/// await using var worker = TestProgram.Start("worker", connectionString);
/// await worker.WaitForLineAsync(line => line == "ready");
/// worker.Kill();
/// </code>
/// <c>stopping</c> fires on SIGTERM, on Ctrl+C and when the test process has ended, so no program outlives it.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TestProgramAttribute(string name) : Attribute
{
    public string Name => name;

    /// <summary>Whether the program handles signals itself; <c>stopping</c> then fires only when the test process has ended.</summary>
    public bool HandlesSignals { get; init; }
}

/// <summary>The assembly's entry point: <c>dotnet exec ScaleApp.Tests.dll name arguments</c>. The test runner does not use it.</summary>
internal static class TestPrograms
{
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public static async Task<int> Main(string[] args)
    {
        var (mark, method) = Programs().FirstOrDefault(found => found.Mark.Name == args.FirstOrDefault());
        if (mark is null)
        {
            await Console.Error.WriteLineAsync($"Start with one of: {string.Join(", ", Programs().Select(found => found.Mark.Name))}");
            return 64;
        }

        using var stopping = new CancellationTokenSource();
        using var terminated = mark.HandlesSignals ? null : Stop(PosixSignal.SIGTERM, stopping);
        using var interrupted = mark.HandlesSignals ? null : Stop(PosixSignal.SIGINT, stopping);
        if (Environment.GetEnvironmentVariable(TestProgram.WatchesParent) is not null)
        {
            // A replica of an AppHost is tied to that, and has no standard input.
            _ = WatchParentAsync(stopping);
        }

        return await method.CreateDelegate<Func<string[], CancellationToken, Task<int>>>()(args[1..], stopping.Token);
    }

    /// <summary>Runs a service to its end, and prints the line that <see cref="TestProgram.AddressAsync"/> waits for once it listens.</summary>
    public static async Task<int> ServeAsync(WebApplication app, CancellationToken stopping)
    {
        await using var ended = app;
        using var orphaned = stopping.Register(app.Lifetime.StopApplication);
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"{TestProgram.Listening}{app.Urls.First()}"));
        await app.RunAsync();
        return 0;
    }

    private static IEnumerable<(TestProgramAttribute Mark, MethodInfo Method)> Programs() =>
        from type in typeof(TestPrograms).Assembly.GetTypes()
        from method in type.GetMethods(Static)
        let mark = method.GetCustomAttribute<TestProgramAttribute>()
        where mark is not null
        select (mark, method);

    private static PosixSignalRegistration Stop(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stopping.Cancel();
        });

    /// <summary>Standard input ends when the test process does; a program that then does not stop is ended.</summary>
    private static async Task WatchParentAsync(CancellationTokenSource stopping)
    {
        await using var input = Console.OpenStandardInput();
        var nothing = new byte[16];

        while (await input.ReadAsync(nothing) > 0)
        {
        }

        await stopping.CancelAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        Environment.Exit(70);
    }
}
