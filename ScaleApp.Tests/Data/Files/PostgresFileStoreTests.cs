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
    public Task What_is_written_is_read_to_the_byte(int length, bool isLengthKnown) =>
        _contract.What_is_written_is_read_to_the_byte(length, isLengthKnown);

    [RequiresFact("postgres")]
    public Task Reading_begins_where_it_is_asked_to() => _contract.Reading_begins_where_it_is_asked_to();

    [RequiresFact("postgres")]
    public Task What_was_never_written_is_not_found() => _contract.What_was_never_written_is_not_found();

    [RequiresFact("postgres")]
    public Task What_is_deleted_is_gone_and_deleting_it_again_is_no_mistake() =>
        _contract.What_is_deleted_is_gone_and_deleting_it_again_is_no_mistake();

    [RequiresTheory("postgres")]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_content_that_fails_while_it_is_written_fails_the_writing_and_can_be_deleted(bool isLengthKnown) =>
        _contract.A_content_that_fails_while_it_is_written_fails_the_writing_and_can_be_deleted(isLengthKnown);

    [RequiresFact("postgres")]
    public Task Writing_ends_when_it_is_cancelled() => _contract.Writing_ends_when_it_is_cancelled();

    [RequiresFact("postgres")]
    public Task Several_read_and_write_at_once() => _contract.Several_read_and_write_at_once();
}
