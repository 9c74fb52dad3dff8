-- What an order can be besides paid and refunded. Functions use the values once this is committed.
ALTER TYPE "OrderStatus" ADD VALUE 'partly_refunded';
ALTER TYPE "OrderStatus" ADD VALUE 'disputed';
