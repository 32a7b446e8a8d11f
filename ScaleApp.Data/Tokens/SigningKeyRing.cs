using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.Data.DataProtection;

namespace ScaleApp.Data.Tokens;

/// <summary>A key as a service uses it.</summary>
/// <remarks><c>PublicKey</c> is a SubjectPublicKeyInfo, <c>PrivateKey</c> PKCS#8; null when the key only verifies.</remarks>
public sealed record TokenKey(string Id, byte[] PublicKey, byte[]? PrivateKey, DateTimeOffset ActiveFrom);

/// <summary>The keys that sign access tokens, in the database, for all services.</summary>
/// <remarks>
/// <para>
/// A key is published for <see cref="TokenOptions.KeyLead"/> before it signs (pending), signs until its successor does (active), verifies for
/// as long as a token can live that it signed (verify-only), and is deleted (gone). Its state follows from times that are written once,
/// by the database's clock: nothing has to run at a certain moment, and it does not matter how often, or by how many at once, rotation
/// is run.
/// </para>
/// <para>Private parts are protected by Data Protection, and erased when a key signs no more.</para>
/// </remarks>
public sealed partial class SigningKeyRing(
    NpgsqlDataSource database, IDataProtectionProvider protection, IOptions<TokenOptions> options, ILogger<SigningKeyRing> logger)
{
    // Any number will do, as long as nothing else in the same database locks it.
    private const long AdvisoryLock = 0x5CA1_EA99_0002;

    // What clocks may differ by, and a request that was on its way.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private readonly IDataProtector _protector = protection.CreateProtector("ScaleApp.SigningKeys.v1");

    /// <summary>The keys that are published, those that may sign with their private part. Makes the first one where there is none.</summary>
    public async Task<IReadOnlyList<TokenKey>> ReadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var ring = await ReadAsync(connection, ct);
        if (!ring.HasActive)
        {
            await RotateAsync(connection, ct);
            ring = await ReadAsync(connection, ct);
        }

        return ring.Keys;
    }

    /// <summary>Takes every step that is due: a first key, a successor, erasing and deleting what is over.</summary>
    public async Task RotateAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await RotateAsync(connection, ct);
    }

    private async Task RotateAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var exclusive = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection).With(AdvisoryLock);
        await exclusive.ExecuteNonQueryAsync(ct);

        var ring = await ReadAsync(connection, ct);
        if (!ring.HasActive)
        {
            await InsertAsync(connection, TimeSpan.Zero, ct);
        }
        else if (ring.NeedsSuccessor)
        {
            await InsertAsync(connection, options.Value.KeyLead, ct);
        }

        await CleanAsync(connection, ct);
        await transaction.CommitAsync(ct);
    }

    private async Task CleanAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var erase = new NpgsqlCommand(
            "UPDATE signing_keys SET private_key = NULL WHERE private_key IS NOT NULL AND active_until + $1 < clock_timestamp()", connection).With(Slack);
        await erase.ExecuteNonQueryAsync(ct);
        await using var delete = new NpgsqlCommand("DELETE FROM signing_keys WHERE verify_until < clock_timestamp()", connection);
        if (await delete.ExecuteNonQueryAsync(ct) is > 0 and var deleted)
        {
            LogDeleted(deleted);
        }
    }

    private async Task InsertAsync(NpgsqlConnection connection, TimeSpan lead, CancellationToken ct)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            """
            UPDATE signing_keys SET active_until = clock_timestamp() + $1, verify_until = clock_timestamp() + $1 + $2
            WHERE active_until IS NULL
            """, lead, options.Value.AccessLifetime + Slack);
        batch.Add("INSERT INTO signing_keys (id, public_key, private_key, active_from) VALUES ($1, $2, $3, clock_timestamp() + $4)",
            id, key.ExportSubjectPublicKeyInfo(), _protector.Protect(key.ExportPkcs8PrivateKey()), lead);
        await batch.ExecuteNonQueryAsync(ct);
        LogCreated(id, lead);
    }

    private async Task<Ring> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT id, public_key, private_key, active_from,
                active_from <= clock_timestamp() AND coalesce(active_until > clock_timestamp(), true),
                active_until IS NULL AND active_from + $1 <= clock_timestamp()
            FROM signing_keys WHERE coalesce(verify_until > clock_timestamp(), true) ORDER BY active_from
            """, connection).With(options.Value.KeyLifetime - options.Value.KeyLead);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var keys = new List<TokenKey>();
        bool hasActive = false, needsSuccessor = false;
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetString(0);
            var privateKey = await reader.IsDBNullAsync(2, ct) ? null : Unprotect(id, reader.GetFieldValue<byte[]>(2));
            keys.Add(new TokenKey(id, reader.GetFieldValue<byte[]>(1), privateKey, reader.GetFieldValue<DateTimeOffset>(3)));
            hasActive |= reader.GetBoolean(4) && privateKey is not null;
            needsSuccessor |= reader.GetBoolean(5);
        }

        return new Ring(keys, hasActive, needsSuccessor);
    }

    private byte[]? Unprotect(string id, byte[] privateKey)
    {
        try
        {
            return _protector.Unprotect(privateKey);
        }
        catch (CryptographicException error)
        {
            // The key ring was deleted. What this key signed can still be verified.
            LogUnreadable(id, error);
            return null;
        }
    }

    private sealed record Ring(List<TokenKey> Keys, bool HasActive, bool NeedsSuccessor);

    [LoggerMessage(5080, LogLevel.Information, "Made signing key {Key}, which signs in {Lead}")]
    private partial void LogCreated(string key, TimeSpan lead);

    [LoggerMessage(5081, LogLevel.Information, "Deleted {Count} signing keys that nothing needs any more")]
    private partial void LogDeleted(int count);

    [LoggerMessage(5082, LogLevel.Error, "The private part of signing key {Key} cannot be read with the keys of Data Protection, it signs no more")]
    private partial void LogUnreadable(string key, Exception error);
}

public static class TokenServices
{
    /// <summary>Adds <see cref="SigningKeyRing"/> and <see cref="TokenOptions"/>, for services that use the keys and those that rotate them.</summary>
    public static void AddSigningKeyRing(this IHostApplicationBuilder builder)
    {
        builder.AddSharedDataProtection();
        builder.Services.AddOptions<TokenOptions>().BindConfiguration(TokenOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton<SigningKeyRing>();
    }
}
