using System.Collections.Concurrent;

namespace ScaleApp.Hosting.Processes;

/// <summary>The one thread that starts programs.</summary>
/// <remarks>
/// On Linux the parent-death signal is sent when the <em>thread</em> that started the child ends, not its process. A thread of
/// the pool ends when the pool shrinks and would take the topology with it; this one lives as long as the host.
/// </remarks>
internal static class SpawnThread
{
    private static readonly BlockingCollection<Action> Work = Begin();

    /// <summary>Runs a function on the thread.</summary>
    public static Task<T> RunAsync<T>(Func<T> function)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                done.SetResult(function());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });

        return done.Task;
    }

    private static BlockingCollection<Action> Begin()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable())
            {
                action();
            }
        })
        { IsBackground = true, Name = "ScaleApp process starter" }.Start();

        return work;
    }
}
