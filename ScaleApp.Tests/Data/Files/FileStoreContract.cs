using System.Security.Cryptography;
using ScaleApp.Data.Files;

namespace ScaleApp.Tests.Data.Files;

/// <summary>The contract of every file store. Each store's test class runs all of it.</summary>
internal sealed class FileStoreContract(IFileStore store)
{
    // More than one chunk of any store, and not a whole number of chunks.
    public const int Large = (11 * 1024 * 1024) + 4711;

    private readonly Guid _id = Guid.CreateVersion7();

    public async Task Content_is_read_back_unchanged(int length, bool isLengthKnown)
    {
        var content = RandomNumberGenerator.GetBytes(length);

        await store.WriteAsync(_id, new TrickleStream(content), isLengthKnown ? length : null, default);

        Assert.Equal(Hash(content), Hash(await ReadAsync(_id, 0)));
    }

    public async Task Reading_starts_at_the_requested_offset()
    {
        var content = RandomNumberGenerator.GetBytes(Large);
        await store.WriteAsync(_id, new MemoryStream(content), null, default);

        foreach (var offset in (int[])[1, 65_536, (256 * 1024) - 1, 256 * 1024, (5 * 1024 * 1024) + 1, Large - 1])
        {
            Assert.Equal(Hash(content[offset..]), Hash(await ReadAsync(_id, offset)));
        }
    }

    public async Task Unknown_file_or_offset_is_not_found()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenAsync(Guid.NewGuid(), 0, default));

        await store.WriteAsync(_id, new MemoryStream(new byte[10]), 10, default);
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenAsync(_id, 11, default));
    }

    public async Task Deletion_removes_the_content_and_is_idempotent()
    {
        await store.WriteAsync(_id, new MemoryStream(new byte[Large]), null, default);

        await store.DeleteAsync(_id, default);
        await store.DeleteAsync(_id, default);

        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenAsync(_id, 0, default));
    }

    public async Task Interrupted_content_fails_the_write_and_can_be_deleted(bool isLengthKnown)
    {
        var cut = new TrickleStream(new byte[Large], failsAt: Large / 2);

        var error = await Assert.ThrowsAnyAsync<IOException>(() => store.WriteAsync(_id, cut, isLengthKnown ? Large : null, default));
        Assert.Contains("cut off", error.GetBaseException().Message);

        await store.DeleteAsync(_id, default);
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenAsync(_id, 0, default));
    }

    public async Task Writing_ends_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        var content = new TrickleStream(new byte[Large], at: position =>
        {
            if (position > Large / 2)
            {
                cancelled.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync(_id, content, null, cancelled.Token));
    }

    public async Task Concurrent_reads_and_writes_succeed()
    {
        var contents = Enumerable.Range(0, 4).ToDictionary(_ => Guid.NewGuid(), n => RandomNumberGenerator.GetBytes(700_000 + n));
        await Task.WhenAll(contents.Select(entry => store.WriteAsync(entry.Key, new TrickleStream(entry.Value), entry.Value.Length, default)));

        var read = await Task.WhenAll(contents.Concat(contents).Select(async entry =>
            Hash(await ReadAsync(entry.Key, 0)) == Hash(entry.Value)));

        Assert.All(read, Assert.True);
    }

    private async Task<byte[]> ReadAsync(Guid id, long offset)
    {
        await using var stream = await store.OpenAsync(id, offset, default);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static string Hash(byte[] content) => Convert.ToHexString(SHA256.HashData(content));
}
