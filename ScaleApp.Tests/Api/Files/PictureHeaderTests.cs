using ScaleApp.Api.Files;

namespace ScaleApp.Tests.Api.Files;

public class PictureHeaderTests
{
    [Theory]
    [InlineData(PictureHeader.Png)]
    [InlineData(PictureHeader.Jpeg)]
    [InlineData(PictureHeader.WebP)]
    public void Header_gives_type_and_size_of_a_picture(string type) =>
        Assert.Equal(new PictureHeader(type, 1234, 567), PictureHeader.Read(Pictures.Of(type, width: 1234, height: 567)));

    [Fact]
    public void Header_gives_the_size_of_lossy_and_lossless_WebP()
    {
        byte[] lossy = [.. "RIFF....WEBPVP8 ...."u8, 0, 0, 0, 0x9D, 1, 0x2A, 0x80, 2, 0xE0, 0x41, 0, 0];
        byte[] lossless = [.. "RIFF....WEBPVP8L...."u8, 0x2F, 0x7F, 0xC2, 0x77, 0, 0, 0, 0, 0, 0];

        Assert.Equal(new PictureHeader(PictureHeader.WebP, 640, 480), PictureHeader.Read(lossy));
        Assert.Equal(new PictureHeader(PictureHeader.WebP, 640, 480), PictureHeader.Read(lossless));
    }

    [Fact]
    public void Size_of_a_JPEG_is_found_after_camera_metadata() =>
        Assert.Equal(new PictureHeader(PictureHeader.Jpeg, 4032, 3024), PictureHeader.Read(Pictures.Jpeg(width: 4032, height: 3024, before: 200_000)));

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(8192, 8192, true)]
    [InlineData(0, 10, false)]
    [InlineData(10, 0, false)]
    [InlineData(60_000, 60_000, false)]
    [InlineData(8193, 1, false)]
    public void Sides_are_bounded(int width, int height, bool isShowable) =>
        Assert.Equal(isShowable, PictureHeader.Read(Pictures.Png(width: width, height: height))!.Value.HasValidSize);

    [Theory]
    [InlineData(PictureHeader.Png)]
    [InlineData(PictureHeader.Jpeg)]
    [InlineData(PictureHeader.WebP)]
    public void Truncated_header_is_not_read_beyond_its_end(string type)
    {
        var picture = Pictures.Of(type, length: 64);

        for (var length = 0; length < 64; length++)
        {
            var header = PictureHeader.Read(picture.AsSpan(0, length));
            Assert.True(header is null || header == new PictureHeader(type, 640, 480));
        }
    }

    [Fact]
    public void JPEG_without_a_size_is_not_recognized()
    {
        Assert.Null(PictureHeader.Read([0xFF, 0xD8, 0xFF, 0xDA, 0, 12, .. new byte[100]]));
        Assert.Null(PictureHeader.Read([0xFF, 0xD8, 0xFF, 0xE0, 0, 0, .. new byte[100]]));
        Assert.Null(PictureHeader.Read([0xFF, 0xD8, .. Enumerable.Repeat((byte)0xFF, 1000)]));
    }
}
