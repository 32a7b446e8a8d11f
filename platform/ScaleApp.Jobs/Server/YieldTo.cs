using System.Runtime.CompilerServices;

namespace ScaleApp.Jobs;

/// <summary>
/// Awaiting it gives the thread to a job and continues on another one: waking a thread takes longer than a short job, so the job should
/// not be what waits for it.
/// </summary>
internal readonly struct YieldTo(IThreadPoolWorkItem job) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public YieldTo GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (!Thread.CurrentThread.IsThreadPoolThread)
        {
            // Somebody else's thread, which may be needed elsewhere.
            ThreadPool.UnsafeQueueUserWorkItem(job, preferLocal: false);
            continuation();
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static state => ((Action)state!)(), continuation);
        job.Execute();
    }
}
