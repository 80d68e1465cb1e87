-- MariaDB dump 10.19
/*!40101 SET NAMES utf8mb4 */;
INSERT INTO `profile_card` (`id`, `occupation`, `homeaddress`, `country`, `county`, `image`, `user_id`) VALUES
(1,'Baker','Rue d\'Antibes 1','I guess you are from Nice ?','Alpes',0x89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc0000001149444154789c633821178515310c2d09005e195001e6642a100000000049454e44ae426082,3),
(2,'May I ask you what do you do?','How far are you ?','I guess you are from Nice ?','France ?',_binary '',4);
INSERT INTO `session` VALUES (44,'8PBV22S','eyJ');
INSERT INTO `social_links` (`id`, `linkedin`, `facebook`, `github`, `description`, `user_id`) VALUES
(1,'https://linkedin.com/in/marie','facebook.com/marie','https://github.com/','Bread, mostly',3);
INSERT INTO `user` (`id`, `username`, `email`, `last_name`, `first_name`, `password`) VALUES
(3,'marie','marie@example.fr','Dupont','Marie','scrypt:32768:8:1$HdUAGYbItJaLyt9h$2febd4beea4fcdbecc212001f400b5c49d2986ab27f803a5a2245873bb6341424e0151f351420950d4e8d312148035211468998c0466c0e40d3dba6b57301ed5'),
(4,'luc','luc@example.fr','Petit','Luc','pbkdf2:sha256:260000$ZyjSmzw82vpDJh4m$ad97c4747b9996116b6d11c26c736192d0db9f5c216f90dd3351f5b8274826a4');
