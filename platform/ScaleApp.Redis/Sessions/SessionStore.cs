using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Redis.Sessions;

/// <summary>What is alike in every store of sessions: ids, and tickets as bytes.</summary>
public abstract class SessionStore : ISessionStore
{
    private const int LongestDevice = 200;

    /// <inheritdoc/>
    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, CancellationToken.None);

    /// <inheritdoc/>
    public Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken) =>
        StoreAsync(ticket, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> StoreAsync(AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        var owner = ticket.Principal.FindFirstValue(ISessionStore.OwnerClaim) ?? throw new ArgumentException(
            $"A session needs an owner, and the principal has no claim '{ISessionStore.OwnerClaim}'.", nameof(ticket));
        var (id, text) = SessionId.Create(owner);
        Name(ticket, id);
        var device = ticket.Properties.Items.TryGetValue(ISessionStore.DeviceProperty, out var given) ? given ?? "" : "";

        await CreateAsync(id, TicketSerializer.Default.Serialize(ticket),
            device.Length > LongestDevice ? device[..LongestDevice] : device, cancellationToken);
        return text;
    }

    /// <inheritdoc/>
    public Task RenewAsync(string key, AuthenticationTicket ticket) => RenewAsync(key, ticket, CancellationToken.None);

    /// <inheritdoc/>
    public Task RenewAsync(string key, AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken) =>
        RenewAsync(key, ticket, cancellationToken);

    /// <inheritdoc/>
    public async Task RenewAsync(string key, AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (SessionId.TryParse(key, out var id))
        {
            Name(ticket, id);
            await ReplaceAsync(id, TicketSerializer.Default.Serialize(ticket), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, CancellationToken.None);

    /// <inheritdoc/>
    public Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken) =>
        RetrieveAsync(key, cancellationToken);

    /// <inheritdoc/>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key, CancellationToken cancellationToken) =>
        SessionId.TryParse(key, out var id) && await UseAsync(id, cancellationToken) is { } ticket
            ? TicketSerializer.Default.Deserialize(ticket)
            : null;

    /// <inheritdoc/>
    public Task RemoveAsync(string key) => RemoveAsync(key, CancellationToken.None);

    /// <inheritdoc/>
    public Task RemoveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken) => RemoveAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(string key, CancellationToken cancellationToken) =>
        SessionId.TryParse(key, out var id) ? EndAsync(id, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<SessionInfo>> ListAsync(string owner, CancellationToken ct);

    /// <inheritdoc/>
    public abstract Task<bool> EndAsync(SessionId session, CancellationToken ct);

    /// <inheritdoc/>
    public abstract Task<int> EndAllAsync(string owner, CancellationToken ct);

    /// <summary>Keeps a new session; ends the owner's least recently used one when there are too many.</summary>
    protected abstract Task CreateAsync(SessionId session, byte[] ticket, string device, CancellationToken ct);

    /// <summary>Replaces the ticket of a session that exists.</summary>
    protected abstract Task ReplaceAsync(SessionId session, byte[] ticket, CancellationToken ct);

    /// <summary>The ticket of a session, whose end is slid; null when it has ended.</summary>
    protected abstract Task<byte[]?> UseAsync(SessionId session, CancellationToken ct);

    private static void Name(AuthenticationTicket ticket, SessionId id)
    {
        if (ticket.Principal.Identity is ClaimsIdentity identity && !identity.HasClaim(SessionId.ClaimType, id.Handle))
        {
            identity.AddClaim(new Claim(SessionId.ClaimType, id.Handle));
        }
    }
}
