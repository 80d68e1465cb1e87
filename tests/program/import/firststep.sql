-- MySQL dump 10.13  Distrib 8.0.33, for Linux (x86_64)
--
-- Host: localhost    Database: firststep
-- ------------------------------------------------------
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40103 SET TIME_ZONE='+00:00' */;

DROP TABLE IF EXISTS `auth_model`;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `auth_model` (
  `username` varchar(50) NOT NULL,
  `frontName` varchar(50) DEFAULT NULL,
  `lastName` varchar(50) DEFAULT NULL,
  `email` varchar(100) NOT NULL COMMENT 'the key, (really); ''it'' is',
  `password` varchar(200) NOT NULL,
  `status` varchar(50) NOT NULL,
  `created_at` timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  `mbti` varchar(50) DEFAULT NULL,
  `photo_profile` varchar(255) DEFAULT NULL,
  `update_counter` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
LOCK TABLES `auth_model` WRITE;
/*!40000 ALTER TABLE `auth_model` DISABLE KEYS */;
INSERT INTO `auth_model` VALUES ('User1820230614','Fransiscus','Prayoga','frnspry14@gmail.com','pbkdf2:sha256:260000$ZyjSmzw82vpDJh4m$ad97c4747b9996116b6d11c26c736192d0db9f5c216f90dd3351f5b8274826a4','User','2023-06-14 03:04:05','INFJ','https://storage.googleapis.com/first-step/User1820230614_1.jpg',1),
('brian','O\'Brien ),(','; \\ Se\"án','Brian@Example.ORG','$2a$04$uahTsGM9TjeZpK/XXCqeh.PCQwhhQOwbxK9FekilQ5C21h2y7..zy','Admin','2023-06-15 00:00:00',NULL,NULL,NULL),
('siti','Siti','','siti@example.org','scrypt:32768:8:1$HdUAGYbItJaLyt9h$2febd4beea4fcdbecc212001f400b5c49d2986ab27f803a5a2245873bb6341424e0151f351420950d4e8d312148035211468998c0466c0e40d3dba6b57301ed5','User','0000-00-00 00:00:00','','',0);
INSERT INTO `auth_model` VALUES ('plain','Plain','Person','plain@example.org','bismillah','User','2023-06-16 00:00:00','XXXX',NULL,NULL),('fast','Fast','Hash','fast@example.org','sha256$ENKI5mMLP67L5njO$e09a927a0e849d89fd4b9b3c108b9df7256563350babaaedc2d7dccd02d613e1','User','2023-06-17 00:00:00',NULL,NULL,NULL),
('nobody','No','Address','not an address','bismillah','User','2023-06-18 00:00:00',NULL,NULL,NULL),
('md5','Unknown','Hash','md5@example.org','5f4dcc3b5aa765d61d8327deb882cf99','User','2023-06-18 00:00:00',NULL,NULL,NULL),
('siti','Another','Siti','another@example.org','bismillah','User','2023-06-18 00:00:00',NULL,NULL,NULL),
('siti2','Siti','Twice','SITI@example.org','bismillah','User','2023-06-18 00:00:00',NULL,NULL,NULL);
/*!40000 ALTER TABLE `auth_model` ENABLE KEYS */;
UNLOCK TABLES;

CREATE TABLE `personality` (
  `id` int NOT NULL AUTO_INCREMENT,
  `mbti` text,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `personality` VALUES (1,'INFJ'),(2,'ENTP');

CREATE TABLE `questions` (
  `id` int NOT NULL AUTO_INCREMENT,
  `question_text` text,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `questions` VALUES (1,'Anda senang, bukan?'),(2,'It''s; not ours');
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
-- Dump completed on 2023-07-01 10:00:00
