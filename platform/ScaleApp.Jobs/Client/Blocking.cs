namespace ScaleApp.Jobs;

/// <summary>The one place where the synchronous calls wait.</summary>
internal static class Blocking
{
    // On the pool: a synchronisation context of the caller, whose thread waits here, is not asked for anything.
    public static T Run<T>(Func<Task<T>> call) => Task.Run(call).GetAwaiter().GetResult();
}
