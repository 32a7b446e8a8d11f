using System.Security.Cryptography;
using ScaleApp.Data.Files;

namespace ScaleApp.Tests.Data.Files;

public abstract class FileStoreTests
{
    // More than one chunk of any store, and not a whole number of chunks.
    private const int Large = (11 * 1024 * 1024) + 4711;

    private readonly Guid _id = Guid.CreateVersion7();

    private protected abstract IFileStore Store { get; }

    [RequiresTheory("postgres", "node", "npm")]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(256 * 1024, true)]
    [InlineData(5 * 1024 * 1024, false)]
    [InlineData(Large, true)]
    [InlineData(Large, false)]
    public async Task Content_is_read_back_unchanged(int length, bool isLengthKnown)
    {
        var content = RandomNumberGenerator.GetBytes(length);

        await Store.WriteAsync(_id, new TrickleStream(content), isLengthKnown ? length : null, default);

        Assert.Equal(Hash(content), Hash(await ReadAsync(_id, 0)));
    }

    [RequiresFact("postgres", "node", "npm")]
    public async Task Reading_starts_at_the_requested_offset()
    {
        var content = RandomNumberGenerator.GetBytes(Large);
        await Store.WriteAsync(_id, new MemoryStream(content), null, default);

        foreach (var offset in (int[])[1, 65_536, (256 * 1024) - 1, 256 * 1024, (5 * 1024 * 1024) + 1, Large - 1])
        {
            Assert.Equal(Hash(content[offset..]), Hash(await ReadAsync(_id, offset)));
        }
    }

    [RequiresFact("postgres", "node", "npm")]
    public async Task Unknown_offset_and_deleted_content_are_not_found()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => Store.OpenAsync(_id, 0, default));
        await Store.WriteAsync(_id, new MemoryStream(new byte[Large]), null, default);
        await Assert.ThrowsAsync<FileNotFoundException>(() => Store.OpenAsync(_id, Large + 1, default));

        await Store.DeleteAsync(_id, default);
        await Store.DeleteAsync(_id, default);

        await Assert.ThrowsAsync<FileNotFoundException>(() => Store.OpenAsync(_id, 0, default));
    }

    [RequiresTheory("postgres", "node", "npm")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Interrupted_content_fails_the_write_and_can_be_deleted(bool isLengthKnown)
    {
        var cut = new TrickleStream(new byte[Large], failsAt: Large / 2);

        var error = await Assert.ThrowsAnyAsync<IOException>(() => Store.WriteAsync(_id, cut, isLengthKnown ? Large : null, default));
        Assert.Contains("cut off", error.GetBaseException().Message);

        await Store.DeleteAsync(_id, default);
        await Assert.ThrowsAsync<FileNotFoundException>(() => Store.OpenAsync(_id, 0, default));
    }

    [RequiresFact("postgres", "node", "npm")]
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

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync(_id, content, null, cancelled.Token));
    }

    private async Task<byte[]> ReadAsync(Guid id, long offset)
    {
        await using var stream = await Store.OpenAsync(id, offset, default);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static string Hash(byte[] content) => Convert.ToHexString(SHA256.HashData(content));
}
