using System.Reflection;
using ScaleApp.Worker;

namespace ScaleApp.Tests.Support;

/// <summary>The worker in a separate process, through its real entry point: <c>shop-worker</c>, then its arguments.</summary>
internal static class WorkerPrograms
{
    public const string Worker = "shop-worker";

    [TestProgram(Worker)]
    internal static Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        // The entry point that the compiler writes for top-level statements waits for them.
        var main = typeof(WorkerApplication).Assembly.EntryPoint ?? throw new MissingMethodException("The worker has no entry point.");
        return Task.FromResult(Call(main, args) is int code ? code : 0);
    }

    private static object? Call(MethodInfo main, string[] args) =>
        main.Invoke(obj: null, BindingFlags.DoNotWrapExceptions, binder: null, [args], culture: null);
}
