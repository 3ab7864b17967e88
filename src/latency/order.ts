import { shuffled, type Uniform } from '../stats/index.ts';

/**
 * The order of cells in each round of a block: rounds come in pairs, a shuffled order and its mirror image
 * (A B C, C B A). Every two cells thus alternate as A B B A: what drifts linearly within a pair of rounds
 * costs both the same, and no cell always follows the same other.
 *
 * @param rounds even
 */
export function roundOrders(cells: number, rounds: number, random: Uniform): number[][] {
  const indices = Array.from({ length: cells }, (_, index) => index);
  const orders: number[][] = [];
  while (orders.length < rounds) {
    const order = shuffled(indices, random);
    orders.push(order, order.toReversed());
  }
  return orders;
}
