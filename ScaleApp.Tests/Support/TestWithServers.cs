namespace ScaleApp.Tests.Support;

/// <summary>A test class whose tests have servers of their own, which are disposed of in reverse order.</summary>
/// <param name="programs">What they need on this machine. Without it nothing is started: the tests are skipped, or fail one by one.</param>
public abstract class TestWithServers(params string[] programs) : IAsyncLifetime, IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _servers = new();

    public Task InitializeAsync() => Requirement.Missing(programs) is null ? StartAsync() : Task.CompletedTask;

    public async Task DisposeAsync()
    {
        while (_servers.TryPop(out var server))
        {
            await server.DisposeAsync();
        }
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task StartAsync();

    private protected async Task<T> OwnAsync<T>(Task<T> starting)
        where T : IAsyncDisposable
    {
        var server = await starting;
        _servers.Push(server);
        return server;
    }
}
