using Npgsql;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>A refresh token that was just made, and its customer.</summary>
/// <remarks><c>At</c> is by the database's clock.</remarks>
internal sealed record IssuedRefreshToken(string Text, Guid Family, ClaimsPrincipal Customer, DateTimeOffset At);

/// <summary>The refresh tokens: one row for each log-in, with the hash of the one that is good.</summary>
/// <remarks>
/// Refreshing replaces the hash if it is the current one, in one statement, so of two clients that have the same token one gets the next. Any
/// other token of the family, stolen or kept, ends the family.
/// </remarks>
internal sealed class TokenFamilies(NpgsqlDataSource database, IOptions<TokenOptions> options)
{
    // The one that would expire first goes when there is one more.
    private const int MostPerCustomer = 50;

    private const string Revoke =
        """
        INSERT INTO token_revocations (subject, not_before) VALUES ($1, clock_timestamp())
        ON CONFLICT (subject) DO UPDATE SET not_before = excluded.not_before
        """;

    public async Task<IssuedRefreshToken> BeginAsync(CurrentCustomer customer, CancellationToken ct)
    {
        var (token, text) = RefreshToken.Create(Guid.NewGuid());
        await using var batch = database.CreateBatch();
        batch.Add(
            """
            INSERT INTO token_families (id, customer_id, current_hash, expires_at, ends_at)
            VALUES ($1, $2, $3, clock_timestamp() + least($4, $5), clock_timestamp() + $5) RETURNING clock_timestamp()
            """, token.Family, customer.Id, token.Hash, options.Value.RefreshLifetime, options.Value.FamilyLifetime);
        batch.Add(
            """
            DELETE FROM token_families WHERE id IN
              (SELECT id FROM token_families WHERE customer_id = $1 ORDER BY expires_at DESC OFFSET $2)
            """, customer.Id, MostPerCustomer);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new IssuedRefreshToken(text, token.Family, CustomerPrincipal.Create(customer, AccountSchemes.Token),
            reader.GetFieldValue<DateTimeOffset>(0));
    }

    /// <summary>Exchanges a refresh token for the next; null when it is not the good one of its family.</summary>
    public async Task<IssuedRefreshToken?> RefreshAsync(RefreshToken token, CancellationToken ct)
    {
        var (next, text) = RefreshToken.Create(token.Family);
        await using var batch = database.CreateBatch();
        batch.Add(
            """
            UPDATE token_families f SET current_hash = $3, expires_at = least(clock_timestamp() + $4, ends_at)
            FROM customers c WHERE f.id = $1 AND f.current_hash = $2 AND f.expires_at > clock_timestamp() AND c.id = f.customer_id
            RETURNING clock_timestamp(), c.id, c.name, c.email,
              (SELECT r.name FROM customer_roles m JOIN roles r ON r.id = m.role_id WHERE m.customer_id = c.id LIMIT 1)
            """, token.Family, token.Hash, next.Hash, options.Value.RefreshLifetime);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }

        var customer = new CurrentCustomer(reader.GetInt32(1), reader.GetString(2), reader.GetString(3),
            await reader.IsDBNullAsync(4, ct) ? CustomerRoles.Customer : reader.GetString(4));
        return new IssuedRefreshToken(text, token.Family, CustomerPrincipal.Create(customer, AccountSchemes.Token),
            reader.GetFieldValue<DateTimeOffset>(0));
    }

    /// <summary>Ends a family, and the access tokens that came from it. Returns whose it was; null when there is none.</summary>
    public async Task<int?> EndAsync(Guid family, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            WITH ended AS (DELETE FROM token_families WHERE id = $1 RETURNING customer_id),
            revoked AS (
                INSERT INTO token_revocations AS r (subject, not_before) SELECT $2, clock_timestamp() FROM ended
                ON CONFLICT (subject) DO UPDATE SET not_before = excluded.not_before)
            SELECT customer_id FROM ended
            """).With(family, $"{family:N}");
        return (int?)await command.ExecuteScalarAsync(ct);
    }

    /// <summary>Ends all families of a customer, and every access token that was issued to them until now.</summary>
    public async Task EndAllAsync(int customerId, CancellationToken ct)
    {
        // In this order: a refresh that is under way is waited for, and what it issues is older than the revocation.
        await using var batch = database.CreateBatch();
        batch.Add("DELETE FROM token_families WHERE customer_id = $1", customerId);
        batch.Add(Revoke, CustomerPrincipal.OwnerOf(customerId));
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async Task RevokeAsync(AccessToken token, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Revoke).With(token.Id);
        await command.ExecuteNonQueryAsync(ct);
    }
}
