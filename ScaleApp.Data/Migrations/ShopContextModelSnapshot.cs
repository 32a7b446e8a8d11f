using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Migrations;

/// <summary>
/// The model as the last migration left it, by name and not by type, so that it stays what it was when the classes change.
/// </summary>
[DbContext(typeof(ShopContext))]
internal sealed class ShopContextModelSnapshot : ModelSnapshot
{
    private const string Customer = "ScaleApp.Data.Customers.Customer";
    private const string Product = "ScaleApp.Data.Catalog.Product";
    private const string Order = "ScaleApp.Data.Orders.Order";
    private const string OrderLine = "ScaleApp.Data.Orders.OrderLine";
    private const string DigestRun = "ScaleApp.Data.Digests.DigestRun";
    private const string DigestDelivery = "ScaleApp.Data.Digests.DigestDelivery";
    private const string AppliedSeed = "ScaleApp.Data.Seeding.AppliedSeed";
    private const string OutboxJob = "ScaleApp.Data.Outbox.OutboxJob";
    private const string JobEffect = "ScaleApp.Data.Guard.JobEffect";
    private const string StoredFile = "ScaleApp.Data.Files.StoredFile";
    private const string FileName = "ScaleApp.Data.Files.FileName";
    private const string FileChunk = "ScaleApp.Data.Files.Postgres.FileChunk";
    private const string IdempotentAnswer = "ScaleApp.Data.Idempotency.IdempotentAnswer";
    private const string OrderExport = "ScaleApp.Data.Orders.Exports.OrderExport";
    private const string EmailDelivery = "ScaleApp.Data.Email.EmailDelivery";
    private const string Timestamp = "timestamp with time zone";

    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder
            .HasAnnotation("ProductVersion", "10.0.14")
            .HasAnnotation("Relational:MaxIdentifierLength", 63);

        modelBuilder.Entity(Customer, BuildCustomer);
        modelBuilder.Entity(Product, BuildProduct);
        modelBuilder.Entity(Order, BuildOrder);
        modelBuilder.Entity(OrderLine, BuildOrderLine);
        modelBuilder.Entity(DigestRun, BuildDigestRun);
        modelBuilder.Entity(DigestDelivery, BuildDigestDelivery);
        modelBuilder.Entity(AppliedSeed, BuildAppliedSeed);
        modelBuilder.Entity(OutboxJob, BuildOutboxJob);
        modelBuilder.Entity(JobEffect, BuildJobEffect);
        AccountsSnapshot.Build(modelBuilder);
        modelBuilder.Entity(StoredFile, BuildStoredFile);
        modelBuilder.Entity(FileName, BuildFileName);
        modelBuilder.Entity(FileChunk, BuildFileChunk);
        modelBuilder.Entity(IdempotentAnswer, BuildIdempotentAnswer);
        modelBuilder.Entity(OrderExport, BuildOrderExport);
        modelBuilder.Entity(EmailDelivery, BuildEmailDelivery);
        RoomsSnapshot.Build(modelBuilder);
    }

    private static void BuildCustomer(EntityTypeBuilder builder)
    {
        builder.Property<int>("Id").HasColumnName("id").UseIdentityByDefaultColumn();
        builder.Property<string>("Email").IsRequired().HasMaxLength(254).HasColumnName("email");
        builder.Property<string>("Name").IsRequired().HasMaxLength(100).HasColumnName("name");
        builder.Property<string>("Role").IsRequired().HasMaxLength(20).HasColumnName("role").HasDefaultValue("customer");
        builder.Property<string>("PasswordHash").HasMaxLength(200).HasColumnName("password_hash");
        builder.Property<bool>("SubscribesToDigest").HasColumnName("subscribes_to_digest");
        builder.Property<DateTimeOffset>("CreatedAt").HasColumnType(Timestamp).HasColumnName("created_at");

        builder.HasKey("Id").HasName("pk_customers");
        builder.HasIndex("Email").IsUnique().HasDatabaseName("ix_customers_email");
        builder.HasIndex(["Id"], "ix_customers_digest").HasFilter("subscribes_to_digest");
        builder.ToTable("customers");
    }

    private static void BuildProduct(EntityTypeBuilder builder)
    {
        builder.Property<int>("Id").HasColumnName("id").UseIdentityByDefaultColumn();
        builder.Property<string>("Name").IsRequired().HasMaxLength(200).HasColumnName("name");
        builder.Property<decimal>("Price").HasPrecision(12, 2).HasColumnType("numeric(12,2)").HasColumnName("price");
        builder.Property<int>("Stock").HasColumnName("stock");
        builder.Property<int>("UnitsSold").HasColumnName("units_sold");
        builder.Property<uint>("Version").IsConcurrencyToken().ValueGeneratedOnAddOrUpdate().HasColumnType("xid")
            .HasColumnName("xmin");

        builder.HasKey("Id").HasName("pk_products");
        builder.HasIndex(["UnitsSold", "Id"], "ix_products_best_sellers").IsDescending(true, false);
        builder.ToTable("products", table =>
        {
            table.HasCheckConstraint("ck_products_price", "price >= 0");
            table.HasCheckConstraint("ck_products_stock", "stock >= 0");
        });
    }

    private static void BuildOrder(EntityTypeBuilder builder)
    {
        builder.Property<Guid>("Id").ValueGeneratedNever().HasColumnName("id");
        builder.Property<int>("CustomerId").HasColumnName("customer_id");
        builder.Property<DateTimeOffset>("PlacedAt").HasColumnType(Timestamp).HasColumnName("placed_at");
        builder.Property<short>("Status").HasColumnName("status");
        builder.Property<decimal>("Total").HasPrecision(14, 2).HasColumnType("numeric(14,2)").HasColumnName("total");

        builder.HasKey("Id").HasName("pk_orders");
        builder.HasIndex(["CustomerId", "PlacedAt", "Id"], "ix_orders_history").IsDescending(false, true, true);
        builder.ToTable("orders");
        builder.HasOne(Customer, null).WithMany().HasForeignKey("CustomerId").OnDelete(DeleteBehavior.Restrict).IsRequired()
            .HasConstraintName("fk_orders_customers");
    }

    private static void BuildOrderLine(EntityTypeBuilder builder)
    {
        builder.Property<Guid>("OrderId").HasColumnName("order_id");
        builder.Property<short>("Number").HasColumnName("number");
        builder.Property<int>("ProductId").HasColumnName("product_id");
        builder.Property<int>("Quantity").HasColumnName("quantity");
        builder.Property<decimal>("UnitPrice").HasPrecision(12, 2).HasColumnType("numeric(12,2)").HasColumnName("unit_price");

        builder.HasKey("OrderId", "Number").HasName("pk_order_lines");
        builder.HasIndex("ProductId").HasDatabaseName("ix_order_lines_product_id");
        builder.ToTable("order_lines", table => table.HasCheckConstraint("ck_order_lines_quantity", "quantity > 0"));
        builder.HasOne(Order, null).WithMany("Lines").HasForeignKey("OrderId").OnDelete(DeleteBehavior.Cascade).IsRequired()
            .HasConstraintName("fk_order_lines_orders");
        builder.HasOne(Product, null).WithMany().HasForeignKey("ProductId").OnDelete(DeleteBehavior.Restrict).IsRequired()
            .HasConstraintName("fk_order_lines_products");
    }

    private static void BuildDigestRun(EntityTypeBuilder builder)
    {
        builder.Property<DateTimeOffset>("Occurrence").HasColumnType(Timestamp).HasColumnName("occurrence");
        builder.Property<string>("BestSellers").IsRequired().HasColumnType("jsonb").HasColumnName("best_sellers");
        builder.Property<DateTimeOffset>("StartedAt").HasColumnType(Timestamp).HasColumnName("started_at");
        builder.Property<DateTimeOffset?>("CompletedAt").HasColumnType(Timestamp).HasColumnName("completed_at");

        builder.HasKey("Occurrence").HasName("pk_digest_runs");
        builder.ToTable("digest_runs");
    }

    private static void BuildDigestDelivery(EntityTypeBuilder builder)
    {
        builder.Property<DateTimeOffset>("Occurrence").HasColumnType(Timestamp).HasColumnName("occurrence");
        builder.Property<int>("CustomerId").HasColumnName("customer_id");
        builder.Property<DateTimeOffset>("ClaimedUntil").HasColumnType(Timestamp).HasColumnName("claimed_until");
        builder.Property<DateTimeOffset?>("SentAt").HasColumnType(Timestamp).HasColumnName("sent_at");
        builder.Property<string>("Refusal").HasMaxLength(500).HasColumnName("refusal");
        builder.Property<string>("Unread").HasColumnType("jsonb").HasColumnName("unread");

        builder.HasKey("Occurrence", "CustomerId").HasName("pk_digest_deliveries");
        builder.HasIndex("CustomerId").HasDatabaseName("ix_digest_deliveries_customer_id");
        builder.HasIndex(["Occurrence", "ClaimedUntil"], "ix_digest_deliveries_unsettled")
            .HasFilter("sent_at IS NULL AND refusal IS NULL");
        builder.ToTable("digest_deliveries");
        builder.HasOne(DigestRun, null).WithMany().HasForeignKey("Occurrence").OnDelete(DeleteBehavior.Cascade).IsRequired()
            .HasConstraintName("fk_digest_deliveries_digest_runs");
        builder.HasOne(Customer, null).WithMany().HasForeignKey("CustomerId").OnDelete(DeleteBehavior.Cascade).IsRequired()
            .HasConstraintName("fk_digest_deliveries_customers");
    }

    private static void BuildAppliedSeed(EntityTypeBuilder builder)
    {
        builder.Property<string>("Name").HasMaxLength(50).HasColumnName("name");
        builder.Property<DateTimeOffset>("AppliedAt").HasColumnType(Timestamp).HasColumnName("applied_at");

        builder.HasKey("Name").HasName("pk_applied_seeds");
        builder.ToTable("applied_seeds");
    }

    private static void BuildOutboxJob(EntityTypeBuilder builder)
    {
        builder.Property<long>("Id").HasColumnName("id").UseIdentityByDefaultColumn();
        builder.Property<string>("Request").IsRequired().HasColumnType("jsonb").HasColumnName("request");
        builder.Property<DateTimeOffset>("CreatedAt").HasColumnType(Timestamp).HasColumnName("created_at").HasDefaultValueSql("now()");
        builder.Property<string>("Error").HasMaxLength(2000).HasColumnName("error");

        builder.HasKey("Id").HasName("pk_outbox_jobs");
        builder.HasIndex(["Id"], "ix_outbox_jobs_open").HasFilter("error IS NULL");
        builder.ToTable("outbox_jobs");
    }

    private static void BuildJobEffect(EntityTypeBuilder builder)
    {
        builder.Property<string>("Key").HasMaxLength(300).HasColumnName("key");
        builder.Property<DateTimeOffset>("DoneAt").HasColumnType(Timestamp).HasColumnName("done_at").HasDefaultValueSql("now()");

        builder.HasKey("Key").HasName("pk_job_effects");
        builder.HasIndex("DoneAt").HasDatabaseName("ix_job_effects_done_at");
        builder.ToTable("job_effects");
    }

    private static void BuildStoredFile(EntityTypeBuilder builder)
    {
        builder.Property<Guid>("Id").ValueGeneratedNever().HasColumnName("id");
        builder.Property<string>("ContentType").IsRequired().HasMaxLength(100).HasColumnName("content_type");
        builder.Property<DateTimeOffset>("CreatedAt").HasColumnType(Timestamp).HasColumnName("created_at");
        builder.Property<long?>("Length").HasColumnName("length");
        builder.Property<byte[]>("Hash").HasMaxLength(32).HasColumnName("hash");
        builder.Property<DateTimeOffset?>("CondemnedAt").HasColumnType(Timestamp).HasColumnName("condemned_at");

        builder.HasKey("Id").HasName("pk_files");
        builder.HasIndex(["CreatedAt"], "ix_files_unfinished").HasFilter("length IS NULL");
        builder.HasIndex(["CondemnedAt"], "ix_files_condemned").HasFilter("condemned_at IS NOT NULL");
        builder.ToTable("files");
    }

    private static void BuildFileName(EntityTypeBuilder builder)
    {
        builder.Property<string>("Name").HasMaxLength(100).HasColumnName("name");
        builder.Property<Guid>("FileId").HasColumnName("file_id");

        builder.HasKey("Name").HasName("pk_file_names");
        builder.HasIndex("FileId").HasDatabaseName("ix_file_names_file_id");
        builder.ToTable("file_names");
        builder.HasOne(StoredFile, null).WithMany().HasForeignKey("FileId").OnDelete(DeleteBehavior.Restrict).IsRequired()
            .HasConstraintName("fk_file_names_files");
    }

    private static void BuildFileChunk(EntityTypeBuilder builder)
    {
        builder.Property<Guid>("FileId").HasColumnName("file_id");
        builder.Property<long>("Start").HasColumnName("start");
        builder.Property<byte[]>("Content").IsRequired().HasColumnName("content");

        builder.HasKey("FileId", "Start").HasName("pk_file_chunks");
        builder.ToTable("file_chunks");
    }

    private static void BuildIdempotentAnswer(EntityTypeBuilder builder)
    {
        builder.Property<int>("CustomerId").HasColumnName("customer_id");
        builder.Property<string>("Key").HasMaxLength(100).HasColumnName("key");
        builder.Property<byte[]>("Fingerprint").IsRequired().HasColumnName("fingerprint");
        builder.Property<int>("Status").HasColumnName("status");
        builder.Property<string>("Location").HasMaxLength(200).HasColumnName("location");
        builder.Property<byte[]>("Body").IsRequired().HasColumnName("body");
        builder.Property<DateTimeOffset>("CreatedAt").HasColumnType(Timestamp).HasColumnName("created_at").HasDefaultValueSql("now()");

        builder.HasKey("CustomerId", "Key").HasName("pk_idempotent_answers");
        builder.HasIndex("CreatedAt").HasDatabaseName("ix_idempotent_answers_created_at");
        builder.ToTable("idempotent_answers");
        builder.HasOne(Customer, null).WithMany().HasForeignKey("CustomerId").OnDelete(DeleteBehavior.Cascade).IsRequired()
            .HasConstraintName("fk_idempotent_answers_customers");
    }

    private static void BuildOrderExport(EntityTypeBuilder builder)
    {
        builder.Property<Guid>("Id").ValueGeneratedNever().HasColumnName("id");
        builder.Property<int>("CustomerId").HasColumnName("customer_id");
        builder.Property<string>("JobId").IsRequired().HasMaxLength(200).HasColumnName("job_id");
        builder.Property<DateTimeOffset>("RequestedAt").HasColumnType(Timestamp).HasColumnName("requested_at");
        builder.Property<DateTimeOffset?>("CompletedAt").HasColumnType(Timestamp).HasColumnName("completed_at");

        builder.HasKey("Id").HasName("pk_order_exports");
        builder.HasIndex("RequestedAt").HasDatabaseName("ix_order_exports_requested_at");
        builder.HasIndex("CustomerId").HasDatabaseName("ix_order_exports_customer_id");
        builder.ToTable("order_exports");
        builder.HasOne(Customer, null).WithMany().HasForeignKey("CustomerId").OnDelete(DeleteBehavior.Cascade).IsRequired()
            .HasConstraintName("fk_order_exports_customers");
    }

    private static void BuildEmailDelivery(EntityTypeBuilder builder)
    {
        builder.Property<string>("MessageId").HasMaxLength(200).HasColumnName("message_id");
        builder.Property<DateTimeOffset>("ClaimedUntil").HasColumnType(Timestamp).HasColumnName("claimed_until");
        builder.Property<DateTimeOffset?>("SentAt").HasColumnType(Timestamp).HasColumnName("sent_at");
        builder.Property<string>("Refusal").HasMaxLength(500).HasColumnName("refusal");

        builder.HasKey("MessageId").HasName("pk_email_deliveries");
        builder.HasIndex("ClaimedUntil").HasDatabaseName("ix_email_deliveries_claimed_until");
        builder.ToTable("email_deliveries");
    }
}
