using ScaleApp.Data.Files.Postgres;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Data.Files;

public class PostgresFileStoreTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    private readonly FileStoreContract _contract = new(new PostgresFileStore(database.Source));

    [RequiresTheory("postgres")]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(256 * 1024, true)]
    [InlineData(256 * 1024, false)]
    [InlineData(5 * 1024 * 1024, false)]
    [InlineData(FileStoreContract.Large, true)]
    [InlineData(FileStoreContract.Large, false)]
    public Task Content_is_read_back_unchanged(int length, bool isLengthKnown) =>
        _contract.Content_is_read_back_unchanged(length, isLengthKnown);

    [RequiresFact("postgres")]
    public Task Reading_starts_at_the_requested_offset() => _contract.Reading_starts_at_the_requested_offset();

    [RequiresFact("postgres")]
    public Task Unknown_file_or_offset_is_not_found() => _contract.Unknown_file_or_offset_is_not_found();

    [RequiresFact("postgres")]
    public Task Deletion_removes_the_content_and_is_idempotent() =>
        _contract.Deletion_removes_the_content_and_is_idempotent();

    [RequiresTheory("postgres")]
    [InlineData(true)]
    [InlineData(false)]
    public Task Interrupted_content_fails_the_write_and_can_be_deleted(bool isLengthKnown) =>
        _contract.Interrupted_content_fails_the_write_and_can_be_deleted(isLengthKnown);

    [RequiresFact("postgres")]
    public Task Writing_ends_when_it_is_cancelled() => _contract.Writing_ends_when_it_is_cancelled();

    [RequiresFact("postgres")]
    public Task Concurrent_reads_and_writes_succeed() => _contract.Concurrent_reads_and_writes_succeed();
}
