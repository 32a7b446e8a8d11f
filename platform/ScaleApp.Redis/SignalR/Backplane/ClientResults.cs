using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ScaleApp.Redis.SignalR;

/// <summary>What clients of this server were asked, on behalf of this server or of another, and have not answered yet.</summary>
internal sealed class ClientResults(Guid server, TimeSpan limit, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Pending> _pending = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>How many are waited for; each ends with its client or its deadline.</summary>
    public int Count => _pending.Count;

    /// <summary>Asks a client on behalf of this server.</summary>
    /// <inheritdoc cref="AskAsync(LocalConnection, string, Type, SerializedHubMessage, CancellationToken)"/>
    public Task<object?> AskAsync(LocalConnection client, Type type, string method, object?[] args, CancellationToken ct)
    {
        var id = Id(server, Interlocked.Increment(ref _last));
        return AskAsync(client, id, type, new SerializedHubMessage(new InvocationMessage(id, method, args)), ct);
    }

    /// <summary>Asks a client and returns what it answers.</summary>
    /// <param name="client">The client.</param>
    /// <param name="id">The invocation's id, which is in the message: <see cref="Id"/>.</param>
    /// <param name="type">As what the answer is read.</param>
    /// <param name="message">The invocation.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="HubException">The client said that it failed.</exception>
    /// <exception cref="IOException">The client was disconnected.</exception>
    /// <exception cref="TimeoutException">The client did not answer in time.</exception>
    public async Task<object?> AskAsync(LocalConnection client, string id, Type type, SerializedHubMessage message, CancellationToken ct)
    {
        var pending = _pending[id] = new Pending(client.Id, type);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(ct, client.Context.ConnectionAborted);
        try
        {
            await client.SendAsync(message, gone.Token);
            return Read(await pending.Answer.Task.WaitAsync(limit, time, gone.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Gone(client.Id);
        }
        catch (TimeoutException error)
        {
            throw TooLate(client.Id, limit, error);
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    /// <summary>Takes what a client answered; what was not asked of this very client is dropped.</summary>
    public void Answer(string connectionId, CompletionMessage answer)
    {
        if (_pending.TryGetValue(answer.InvocationId!, out var pending) && pending.ConnectionId == connectionId)
        {
            pending.Answer.TrySetResult(answer);
        }
    }

    /// <summary>The id of an invocation: one client may be asked by several servers.</summary>
    public static string Id(Guid server, long number) => $"{server:N}-{number}";

    /// <summary>As what the answer has to be read; null when it is not waited for.</summary>
    public Type? TypeOf(string invocationId) => _pending.GetValueOrDefault(invocationId)?.Type;

    public static object? Read(CompletionMessage answer) =>
        answer.Error is { } error ? throw new HubException(error) : answer.HasResult ? answer.Result : null;

    public static IOException Gone(string connectionId) => new($"Client {connectionId} is not connected (any more).");

    public static TimeoutException TooLate(string connectionId, TimeSpan limit, Exception? error) => new(
        $"Client {connectionId} did not answer within {limit.TotalSeconds:0.#} s. If it needs longer, raise " +
        $"{BackplaneOptions.Section}:{nameof(BackplaneOptions.ClientResultTimeout)}.", error);

    private sealed record Pending(string ConnectionId, Type Type)
    {
        public TaskCompletionSource<CompletionMessage> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
