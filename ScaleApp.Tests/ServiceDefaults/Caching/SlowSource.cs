namespace ScaleApp.Tests.ServiceDefaults.Caching;

/// <summary>A source that answers on a signal of the test.</summary>
internal sealed class SlowSource
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Asked => _asked.Task.WaitAsync(Eventually.Default);

    public void Answer(string value) => _answer.SetResult(value);

    public Task<string> ReadAsync(CancellationToken ct)
    {
        _asked.TrySetResult();
        return _answer.Task.WaitAsync(ct);
    }
}
