using ScaleApp.Worker.Pictures;
using SkiaSharp;

namespace ScaleApp.Tests.Worker.Pictures;

public class ThumbnailTests
{
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

    [Fact]
    public void Bytes_with_only_a_picture_header_have_no_thumbnail()
    {
        Assert.Null(Thumbnail.Make(ScaleApp.Tests.Api.Files.Pictures.Png()));
        Assert.Null(Thumbnail.Make(ScaleApp.Tests.Api.Files.Pictures.Jpeg()));
        Assert.Null(Thumbnail.Make([]));
    }

    private static SKBitmap Decode(byte[]? picture) => SKBitmap.Decode(picture ?? throw new InvalidOperationException("The thumbnail is missing."));
}
