namespace ScaleApp.Tests.Support;

/// <summary>A database of the test's own in the shared server.</summary>
public class EmptyDatabase : IAsyncLifetime, IAsyncDisposable
{
    private readonly string _name = $"test_{Guid.NewGuid():N}";

    private PostgresServer? _server;
    private NpgsqlDataSource? _source;

    public string ConnectionString { get; private set; } = "";

    internal NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("The database was not made.");

    public static async Task<EmptyDatabase> CreateAsync()
    {
        var database = new EmptyDatabase();
        await database.InitializeAsync();
        return database;
    }

    /// <summary>Does nothing without PostgreSQL: the tests are then skipped, or fail one by one.</summary>
    public async Task InitializeAsync()
    {
        if (Requirement.Find("postgres") is null)
        {
            return;
        }

        _server = await PostgresServer.Shared;
        await _server.ExecuteAsync($"CREATE DATABASE {_name} TEMPLATE {await TemplateAsync()}");
        ConnectionString = _server.ConnectionString(_name);
        _source = NpgsqlDataSource.Create(ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null && _source is not null)
        {
            await _source.DisposeAsync();
            await _server.ExecuteAsync($"DROP DATABASE {_name} WITH (FORCE)");
        }
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    internal async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <param name="rows">A table and a condition.</param>
    internal Task<long> CountAsync(string rows) => ScalarAsync<long>($"SELECT count(*) FROM {rows}");

    private protected virtual Task<string> TemplateAsync() => Task.FromResult("template1");
}
