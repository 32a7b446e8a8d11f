using ScaleApp.Data;
using ScaleApp.Data.Files;
using ScaleApp.Data.Files.Postgres;
using ScaleApp.Data.Outbox;
using ScaleApp.Worker.Pictures;
using SkiaSharp;

namespace ScaleApp.Tests.Worker.Pictures;

public sealed class ThumbnailJobTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    private readonly PostgresFileStore _store = new(database.Source);

    [RequiresFact("postgres")]
    public async Task Repeated_job_makes_one_thumbnail()
    {
        await using var shop = database.Context();
        var picture = await SaveAsync(shop, "products/1", TestPicture.Encode(SKEncodedImageFormat.Png, 600, 300));

        await MakeAsync(picture);
        var first = await FindAsync(shop, picture);
        await MakeAsync(picture);

        Assert.Equal("image/webp", first?.ContentType);
        Assert.Equal(first!.Id, (await FindAsync(shop, picture))!.Id);
    }

    [RequiresFact("postgres")]
    public async Task Thumbnail_of_a_replaced_picture_is_removed()
    {
        await using var shop = database.Context();
        var old = await SaveAsync(shop, "products/2", TestPicture.Encode(SKEncodedImageFormat.Png, 600, 300));
        await MakeAsync(old);
        var current = await SaveAsync(shop, "products/2", TestPicture.Encode(SKEncodedImageFormat.Jpeg, 600, 300));
        await MakeAsync(current);

        await new FileSweeper(shop, _store).SweepAsync(default);

        Assert.Null(await FindAsync(shop, old));
        Assert.NotNull(await FindAsync(shop, current));
    }

    [RequiresFact("postgres")]
    public async Task Undecodable_picture_has_no_thumbnail_and_fails_no_job()
    {
        await using var shop = database.Context();
        var picture = await SaveAsync(shop, "products/3", ScaleApp.Tests.Api.Files.Pictures.Png());

        await MakeAsync(picture);

        Assert.Null(await FindAsync(shop, picture));
    }

    [RequiresFact("postgres")]
    public async Task Job_is_committed_with_the_name_or_not_at_all()
    {
        await using var shop = database.Context();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Files(shop).SaveAsync("products/4", "image/png", new MemoryStream([1]), 1,
            (context, _) =>
            {
                context.Enqueue<IThumbnailJob>(job => job.MakeAsync(Guid.Empty, CancellationToken.None));
                throw new InvalidOperationException("The replica dies here.");
            }, default));

        Assert.Null(await Files(shop).FindAsync("products/4", default));
        Assert.Equal(0L, await database.CountAsync($"outbox_jobs WHERE arguments LIKE '%{Guid.Empty}%'"));
    }

    private async Task<Guid> SaveAsync(ShopContext shop, string name, byte[] content) =>
        (await Files(shop).SaveAsync(name, "image/png", new MemoryStream(content), content.Length, default)).Id;

    private async Task MakeAsync(Guid picture)
    {
        await using var shop = database.Context();
        await new ThumbnailJob(shop, Files(shop), NullLogger<ThumbnailJob>.Instance).MakeAsync(picture, default);
    }

    private Task<StoredFile?> FindAsync(ShopContext shop, Guid picture) => Files(shop).FindAsync(ThumbnailName.Of(picture), default);

    private FileArchive Files(ShopContext shop) => new(shop, _store, TimeProvider.System);

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, 1000, 500, 256, 128)]
    [InlineData(SKEncodedImageFormat.Jpeg, 500, 1000, 128, 256)]
    [InlineData(SKEncodedImageFormat.Webp, 4000, 20, 256, 1)]
    [InlineData(SKEncodedImageFormat.Png, 100, 60, 100, 60)]
    public void Thumbnail_keeps_the_proportions_and_enlarges_nothing(object format, int width, int height, int expectedWidth, int expectedHeight)
    {
        using var thumbnail = Decode(Thumbnail.Make(TestPicture.Encode((SKEncodedImageFormat)format, width, height)));

        Assert.Equal((expectedWidth, expectedHeight), (thumbnail.Width, thumbnail.Height));
    }

    [Fact]
    public void Picture_with_a_rotated_orientation_is_turned_upright()
    {
        // Stored red at the left and blue at the right; orientation 6 means that its left side is the top.
        var stored = TestPicture.WithOrientation(TestPicture.Encode(SKEncodedImageFormat.Jpeg, 800, 400), orientation: 6);

        using var thumbnail = Decode(Thumbnail.Make(stored));

        Assert.Equal((128, 256), (thumbnail.Width, thumbnail.Height));
        Assert.True(thumbnail.GetPixel(64, 20) is { Red: > 200, Blue: < 60 }, "the top is red");
        Assert.True(thumbnail.GetPixel(64, 236) is { Red: < 60, Blue: > 200 }, "the bottom is blue");
    }

    private static SKBitmap Decode(byte[]? picture) => SKBitmap.Decode(picture ?? throw new InvalidOperationException("The thumbnail is missing."));
}
