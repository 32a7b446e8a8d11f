using ScaleApp.Data;
using ScaleApp.Data.Files;
using ScaleApp.Data.Files.Postgres;

namespace ScaleApp.Tests.Data.Files;

public sealed class FileArchiveTests(ShopDatabase database) : IClassFixture<ShopDatabase>, IDisposable
{
    private readonly string _name = $"tests/{Guid.NewGuid():N}";
    private readonly PostgresFileStore _store = new(database.Source);
    private readonly ShopContext _shop = database.Context();

    private FileArchive Archive => new(_shop, _store, TimeProvider.System);

    public void Dispose() => _shop.Dispose();

    [RequiresFact("postgres")]
    public async Task Replaced_file_stays_readable_for_open_readers()
    {
        var old = await SaveAsync("old");
        await using var reading = Archive.Open(old);

        await SaveAsync("new");
        await SweepAsync();

        Assert.Equal("new", await ReadAsync((await Archive.FindAsync(_name, default))!));
        Assert.Equal("old", await new StreamReader(reading).ReadToEndAsync());
    }

    [RequiresFact("postgres")]
    public async Task Concurrent_saves_under_one_name_leave_one_complete_file()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            await using var shop = database.Context();
            await new FileArchive(shop, _store, TimeProvider.System)
                .SaveAsync(_name, "text/plain", new MemoryStream(Encoding.UTF8.GetBytes($"content {n}")), null, default);
        }));

        Assert.Matches("^content [0-7]$", await ReadAsync((await Archive.FindAsync(_name, default))!));
    }

    [RequiresFact("postgres")]
    public async Task Sweeper_deletes_only_replaced_and_incomplete_files_after_a_delay()
    {
        var replaced = await SaveAsync("replaced");
        var named = await SaveAsync("named");
        var broken = await LeaveBrokenAsync();

        Assert.Equal(0, await SweepAsync());
        await LaterAsync();
        Assert.Equal(0, await _shop.Set<StoredFile>().CountAsync(file => file.Id == named.Id && file.CondemnedAt != null));
        await SweepAsync();
        await LaterAsync();
        await SweepAsync();

        Assert.Equal("named", await ReadAsync((await Archive.FindAsync(_name, default))!));
        Assert.False(await _shop.Set<StoredFile>().AnyAsync(file => file.Id == replaced.Id || file.Id == broken));
        Assert.False(await _shop.Set<FileChunk>().AnyAsync(chunk => chunk.FileId == replaced.Id || chunk.FileId == broken));
    }

    [RequiresFact("postgres")]
    public async Task File_condemned_during_its_upload_gets_no_name()
    {
        var condemning = new TrickleStream(new byte[600_000], at: position =>
        {
            if (position > 500_000)
            {
                using var command = database.Source.CreateCommand("UPDATE files SET condemned_at = now() WHERE length IS NULL");
                command.ExecuteNonQuery();
            }
        });

        await Assert.ThrowsAsync<TimeoutException>(() => Archive.SaveAsync(_name, "text/plain", condemning, null, default));

        Assert.Null(await Archive.FindAsync(_name, default));
        await LaterAsync();
        await SweepAsync();
    }

    /// <summary>Leaves an incomplete file as a process killed during an upload does.</summary>
    private async Task<Guid> LeaveBrokenAsync()
    {
        var file = new StoredFile { Id = Guid.CreateVersion7(), ContentType = "text/plain", CreatedAt = TimeProvider.System.GetUtcNow() };
        _shop.Add(file);
        await _shop.SaveChangesAsync();
        await _store.WriteAsync(file.Id, new MemoryStream(new byte[600_000]), null, default);
        return file.Id;
    }

    private Task<StoredFile> SaveAsync(string text) =>
        Archive.SaveAsync(_name, "text/plain", new MemoryStream(Encoding.UTF8.GetBytes(text)), null, default);

    private async Task<string> ReadAsync(StoredFile file)
    {
        using var reader = new StreamReader(Archive.Open(file));
        return await reader.ReadToEndAsync();
    }

    private Task<int> SweepAsync() => new FileSweeper(_shop, _store).SweepAsync(default);

    /// <summary>Makes everything three hours older.</summary>
    private async Task LaterAsync() => await _shop.Database.ExecuteSqlAsync(
        $"UPDATE files SET created_at = created_at - interval '3 hours', condemned_at = condemned_at - interval '3 hours'");
}
